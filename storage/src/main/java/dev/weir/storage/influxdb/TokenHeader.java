package dev.weir.storage.influxdb;

import java.io.IOException;
import java.util.Optional;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;

/// Gives each request its token, as a header and nowhere else. The client's own way holds the token
/// that it was made with for ever.
final class TokenHeader implements Interceptor {
    /// There was no token to be had, and no request.
    static final class Unreadable extends IOException {
        private static final long serialVersionUID = 1;

        Unreadable(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    private final TokenSource token;

    TokenHeader(TokenSource token) {
        this.token = token;
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        Request request = chain.request();
        Optional<String> present;
        try {
            present = token.read();
        } catch (IOException e) {
            throw new Unreadable(e);
        }
        if (present.isEmpty()) {
            return chain.proceed(request);
        }
        Request signed;
        try {
            signed = request.newBuilder().header("Authorization", "Token " + present.get()).build();
        } catch (IllegalArgumentException e) { // its message may repeat the token
            throw new Unreadable(
                    new IOException("it has characters that a header of HTTP may not have"));
        }
        return chain.proceed(signed);
    }
}
