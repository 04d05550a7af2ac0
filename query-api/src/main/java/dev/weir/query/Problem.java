package dev.weir.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A request is refused; becomes an `application/problem+json` answer (RFC 9457).
final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final ErrorCode code;
    private final @Nullable String parameter;
    private final transient List<String> allowed;

    Problem(ErrorCode code, String detail) {
        this(code, detail, null, List.of());
    }

    /// @param detail one sentence: what was found and what is allowed
    /// @param parameter the parameter it is about
    /// @param allowed what the parameter may be
    Problem(ErrorCode code, String detail, @Nullable String parameter, List<String> allowed) {
        // Without a stack trace: it tells about the request, not about the code.
        super(detail, null, false, false);
        this.code = code;
        this.parameter = parameter;
        this.allowed = List.copyOf(allowed);
    }

    static Problem badParameter(String parameter, String found, List<String> allowed) {
        return new Problem(
                ErrorCode.BAD_PARAMETER,
                parameter
                        + " is \""
                        + shortened(found)
                        + "\"; allowed: "
                        + String.join(", ", allowed),
                parameter,
                allowed);
    }

    /// What a caller sent, cut so that an answer cannot be made to swell.
    static String shortened(String found) {
        return found.length() > 64 ? found.substring(0, 64) + "…" : found;
    }

    ErrorCode code() {
        return code;
    }

    Answer answer() {
        return Answer.problem(
                code.status(),
                json -> {
                    json.writeStartObject();
                    json.writeStringField("type", code.type());
                    json.writeStringField("title", code.title());
                    json.writeNumberField("status", code.status());
                    json.writeStringField("detail", getMessage());
                    if (parameter != null) {
                        json.writeStringField("parameter", parameter);
                    }
                    if (!allowed.isEmpty()) {
                        json.writeArrayFieldStart("allowed");
                        for (String value : allowed) {
                            json.writeString(value);
                        }
                        json.writeEndArray();
                    }
                    json.writeEndObject();
                });
    }
}
