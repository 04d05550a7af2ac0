package dev.weir.query;

import io.helidon.common.uri.UriQuery;
import java.util.List;
import java.util.Optional;

/// The query parameters of a request, each known and given once.
final class Parameters {
    private final UriQuery query;

    private Parameters(UriQuery query) {
        this.query = query;
    }

    /// Takes the query of a request, gives its parameters.
    ///
    /// @throws Problem 400 if one is not `known`, or stands twice
    static Parameters of(UriQuery query, List<String> known) {
        for (String name : query.names()) {
            if (!known.contains(name)) {
                throw new Problem(
                        ErrorCode.UNKNOWN_PARAMETER,
                        known.isEmpty()
                                ? "this route takes no parameters"
                                : "parameters of this route: " + String.join(", ", known),
                        Problem.shortened(name),
                        known);
            }
            if (query.all(name).size() > 1) {
                throw new Problem(
                        ErrorCode.BAD_PARAMETER, name + " stands twice", name, List.of("once"));
            }
        }
        return new Parameters(query);
    }

    /// The value of a parameter; empty if it is not there.
    Optional<String> text(String name) {
        return query.contains(name) ? Optional.of(query.get(name)) : Optional.empty();
    }

    /// A whole number from 1 to `max`.
    ///
    /// @throws Problem 400 if it is anything else
    int count(String name, int otherwise, int max) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        String digits = text.get();
        if (digits.matches("[0-9]{1,9}")) {
            int value = Integer.parseInt(digits);
            if (value >= 1 && value <= max) {
                return value;
            }
        }
        throw Problem.badParameter(name, digits, List.of("a whole number from 1 to " + max));
    }
}
