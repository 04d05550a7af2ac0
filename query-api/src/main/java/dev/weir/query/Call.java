package dev.weir.query;

import io.helidon.webserver.http.ServerRequest;
import org.jspecify.annotations.Nullable;

/// A request that was let in.
///
/// @param request as it came
/// @param caller who asks
/// @param parameters its query
/// @param nowMillis when it came, milliseconds since 1970-01-01T00:00Z
/// @param deadline when it must be answered
record Call(
        ServerRequest request,
        Caller caller,
        Parameters parameters,
        long nowMillis,
        Deadline deadline) {

    /// A part of the path, decoded; "" if the route has none of that name.
    String path(String name) {
        @Nullable String value = request.path().pathParameters().first(name).orElse("");
        return value == null ? "" : value;
    }
}
