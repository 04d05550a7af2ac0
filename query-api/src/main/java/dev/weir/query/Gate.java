package dev.weir.query;

import dev.weir.storage.StoreException;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.OptionalLong;

/// Stands before every route: checks host, method, size, key, rate and parameters in that order,
/// lets the route answer, and turns whatever goes wrong into a problem.
final class Gate {
    /// A longer path and query are refused.
    static final int MAX_URI_CHARS = 8_000;

    private static final System.Logger LOG = System.getLogger(Gate.class.getName());

    private final HostGuard hosts;
    private final Authentication authentication;
    private final RateLimiter rates;
    private final QueryMetrics metrics;
    private final InstantSource clock;
    private final Duration deadline;

    Gate(QueryConfig config, QueryMetrics metrics, InstantSource clock) {
        this.hosts = new HostGuard(config);
        this.authentication = new Authentication(config.keys());
        this.rates = new RateLimiter(config.requestsPerSecond(), System::nanoTime);
        this.metrics = metrics;
        this.clock = clock;
        this.deadline = config.deadline();
    }

    /// The route behind its checks.
    Handler guard(Route route) {
        return (request, response) -> handle(route, request, response);
    }

    private void handle(Route route, ServerRequest request, ServerResponse response) {
        long start = System.nanoTime();
        SecurityHeaders.add(response, route.access() == Route.Access.OPEN);
        int status;
        try {
            Call call = admit(route, request);
            status =
                    switch (route.handler()) {
                        case Route.Whole whole -> send(whole.answer(call), response);
                        case Route.Stream stream -> {
                            stream.stream(call, response);
                            yield Status.OK_200.code();
                        }
                    };
        } catch (RuntimeException e) {
            Problem problem = problemOf(e, route);
            if (problem.code() == ErrorCode.INTERNAL && response.isSent()) {
                throw e;
            }
            addHeaders(problem.code(), response);
            status = send(problem.answer(), response);
        }
        metrics.answered(route.path(), status, System.nanoTime() - start);
        if (closes(request.headers()) || closes(response.headers())) {
            // Helidon up to 4.5.3 sends "Connection: close" and then does not close (its issue
            // 12324).
            throw new CloseConnectionException("as announced");
        }
    }

    private static boolean closes(Headers headers) {
        return headers.first(HeaderNames.CONNECTION).orElse("").equalsIgnoreCase("close");
    }

    private Call admit(Route route, ServerRequest request) {
        hosts.admit(request.headers().first(HeaderNames.HOST).orElse(null));
        if (!request.prologue().method().text().equals("GET")) {
            throw new Problem(ErrorCode.METHOD_NOT_ALLOWED, "this address answers GET only");
        }
        OptionalLong length = request.headers().contentLength();
        if (length.orElse(0) > 0 || request.headers().contains(HeaderNames.TRANSFER_ENCODING)) {
            throw new Problem(ErrorCode.BODY_NOT_ALLOWED, "send the request without a body");
        }
        int uriChars = request.path().rawPath().length() + request.query().rawValue().length();
        if (uriChars > MAX_URI_CHARS) {
            throw new Problem(
                    ErrorCode.URI_TOO_LONG,
                    "path and query are "
                            + uriChars
                            + " characters long; allowed: "
                            + MAX_URI_CHARS);
        }
        Caller caller = Caller.NOBODY;
        if (route.access() != Route.Access.OPEN) {
            caller =
                    authentication.callerOf(
                            request.headers().first(HeaderNames.AUTHORIZATION).orElse(null));
            rates.take(caller);
        }
        if (route.access() == Route.Access.OPERATOR && !caller.isOperator()) {
            throw new Problem(ErrorCode.FORBIDDEN, "this needs the key of an operator");
        }
        return new Call(
                request,
                caller,
                Parameters.of(request.query(), route.parameters()),
                clock.millis(),
                Deadline.in(deadline));
    }

    private static Problem problemOf(RuntimeException e, Route route) {
        return switch (e) {
            case Problem problem -> problem;
            case StoreException _ -> {
                LOG.log(Level.WARNING, "the store failed: route=" + route.path(), e);
                yield new Problem(
                        ErrorCode.STORE_UNAVAILABLE, "the store does not answer; try again");
            }
            default -> {
                LOG.log(Level.ERROR, "answering failed: route=" + route.path(), e);
                yield new Problem(ErrorCode.INTERNAL, "an error in the server; its log says more");
            }
        };
    }

    private static void addHeaders(ErrorCode code, ServerResponse response) {
        switch (code) {
            case UNAUTHENTICATED -> response.header("WWW-Authenticate", "Bearer");
            case METHOD_NOT_ALLOWED -> response.header("Allow", "GET");
            case TOO_MANY_REQUESTS -> response.header("Retry-After", "1");
            case STORE_UNAVAILABLE, TOO_MANY_STREAMS -> response.header("Retry-After", "5");
            case BODY_NOT_ALLOWED -> response.header("Connection", "close");
            default -> {
                // Nothing to add.
            }
        }
    }

    private static int send(Answer answer, ServerResponse response) {
        response.status(Status.create(answer.status()));
        response.header(HeaderNames.CONTENT_TYPE, answer.contentType());
        response.send(answer.body());
        return answer.status();
    }
}
