package dev.weir.query;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// The writing side of one live client: Server-Sent Events. Its thread writes, the watch looks on
/// and interrupts a write that takes too long; interrupting a virtual thread closes its socket.
///
/// Format: <https://html.spec.whatwg.org/multipage/server-sent-events.html>.
final class LiveStream {
    private final OutputStream out;
    private final Thread writer = Thread.currentThread();
    private final Object watched = new Object();
    private boolean writing;
    private long writingSince;

    LiveStream(OutputStream out) {
        this.out = out;
    }

    void comment(String text) throws IOException {
        write((": " + text + "\n\n").getBytes(StandardCharsets.UTF_8));
    }

    /// @param body one line of JSON
    void event(String name, byte[] body) throws IOException {
        String head = "event: " + name + "\ndata: ";
        byte[] headBytes = head.getBytes(StandardCharsets.UTF_8);
        byte[] event = new byte[headBytes.length + body.length + 2];
        System.arraycopy(headBytes, 0, event, 0, headBytes.length);
        System.arraycopy(body, 0, event, headBytes.length, body.length);
        event[event.length - 2] = '\n';
        event[event.length - 1] = '\n';
        write(event);
    }

    private void write(byte[] bytes) throws IOException {
        synchronized (watched) {
            writing = true;
            writingSince = System.nanoTime();
        }
        try {
            out.write(bytes);
            out.flush();
        } finally {
            synchronized (watched) {
                writing = false;
            }
        }
    }

    /// Ends a write that takes longer than `nanos`.
    ///
    /// @return whether there was one
    boolean interruptIfStuck(long nanos) {
        synchronized (watched) {
            boolean stuck = writing && System.nanoTime() - writingSince > nanos;
            if (stuck) {
                writing = false;
                writer.interrupt();
            }
            return stuck;
        }
    }
}
