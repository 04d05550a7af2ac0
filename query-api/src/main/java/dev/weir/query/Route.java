package dev.weir.query;

import io.helidon.webserver.http.ServerResponse;
import java.util.List;

/// A path that is answered.
///
/// @param path with names in braces; also the route's name in metrics
/// @param access who may ask
/// @param parameters the query parameters it knows
/// @param handler what answers
record Route(String path, Access access, List<String> parameters, Handler handler) {
    /// Who may ask.
    enum Access {
        /// Everybody, without a key.
        OPEN,
        /// Any key; a customer's shows that customer only.
        ANY_KEY,
        /// An operator's key.
        OPERATOR
    }

    /// What answers a route.
    sealed interface Handler permits Whole, Stream {}

    /// Answers at once.
    non-sealed interface Whole extends Handler {
        /// @throws Problem if the call is refused
        Answer answer(Call call);
    }

    /// Answers for as long as the client listens.
    non-sealed interface Stream extends Handler {
        /// @throws Problem if the call is refused; not once something was sent
        void stream(Call call, ServerResponse response);
    }

    static Route open(String path, Whole handler) {
        return new Route(path, Access.OPEN, List.of(), handler);
    }

    static Route anyKey(String path, List<String> parameters, Whole handler) {
        return new Route(path, Access.ANY_KEY, parameters, handler);
    }

    static Route operator(String path, List<String> parameters, Whole handler) {
        return new Route(path, Access.OPERATOR, parameters, handler);
    }
}
