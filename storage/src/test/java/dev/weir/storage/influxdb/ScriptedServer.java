package dev.weir.storage.influxdb;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/// A server that answers what it is told, for what a real one does not say when asked to: limits,
/// faults, and what later versions say by their documents.
final class ScriptedServer implements AutoCloseable {
    /// An answer.
    record Answer(int status, String body, Map<String, String> headers) {
        static Answer of(int status, String body) {
            return new Answer(status, body, Map.of());
        }
    }

    private final HttpServer server;
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> heads = new CopyOnWriteArrayList<>();
    private volatile Answer last = Answer.of(204, "");

    ScriptedServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    heads.add(
                            exchange.getRequestURI()
                                    + " "
                                    + exchange.getRequestHeaders().getFirst("Authorization"));
                    requests.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
                    Answer next = answers.poll();
                    Answer answer = next == null ? last : next;
                    answer.headers()
                            .forEach((name, value) ->
                                    exchange.getResponseHeaders().add(name, value));
                    byte[] body = answer.body().getBytes(UTF_8);
                    exchange.sendResponseHeaders(
                            answer.status(), body.length == 0 ? -1 : body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /// Answers so once, after what it was told to before.
    void once(Answer answer) {
        answers.add(answer);
    }

    /// Answers so from then on.
    void always(Answer answer) {
        last = answer;
    }

    /// The bodies of all requests.
    List<String> requests() {
        return requests;
    }

    /// The paths of all requests, each with its authorization.
    List<String> heads() {
        return heads;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
