package dev.weir.collector.format;

import dev.weir.collector.address.AddressPolicy;
import dev.weir.schema.yaml.ConfigurationException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// An nginx `log_format`, compiled once into a plan. Apache's `combined` and `common` read the same.
public final class NginxLogFormat implements LogFormat {
    private static final String COMMON =
            "$remote_addr - $remote_user [$time_local] \"$request\" $status $body_bytes_sent";
    private static final String COMBINED = COMMON + " \"$http_referer\" \"$http_user_agent\"";

    /// In each list, a variable makes those after it superfluous.
    private static final List<List<Variable>> PREFERENCES =
            List.of(
                    List.of(Variable.MSEC, Variable.TIME_ISO8601, Variable.TIME_LOCAL),
                    List.of(Variable.BODY_BYTES_SENT, Variable.BYTES_SENT),
                    List.of(Variable.HOST, Variable.HTTP_HOST, Variable.SERVER_NAME),
                    List.of(Variable.REQUEST, Variable.REQUEST_URI, Variable.URI),
                    List.of(Variable.REQUEST, Variable.METHOD),
                    List.of(Variable.REQUEST, Variable.REQUEST_URI, Variable.ARGS),
                    List.of(Variable.REQUEST, Variable.PROTOCOL));

    private final Escape escape;
    private final LinePlan plan;
    private final Variable[] variables;
    private final Set<Variable> used;

    private NginxLogFormat(Escape escape, LinePlan plan, Variable[] variables) {
        this.escape = escape;
        this.plan = plan;
        this.variables = variables;
        this.used = EnumSet.copyOf(List.of(variables));
    }

    static NginxLogFormat compile(String nameOrFormat) throws ConfigurationException {
        String text =
                switch (nameOrFormat) {
                    case "combined" -> COMBINED;
                    case "common" -> COMMON;
                    default -> nameOrFormat;
                };
        FormatString format = FormatString.parse(text);
        int count = format.names().size();
        Variable[] variables = new Variable[count];
        Variable.Shape[] shapes = new Variable.Shape[count];
        for (int index = 0; index < count; index++) {
            variables[index] = Variable.of(format.names().get(index));
            shapes[index] = Variable.shapeOf(format.names().get(index));
        }
        byte[][] literals = new byte[count + 1][];
        for (int index = 0; index <= count; index++) {
            literals[index] = format.literals().get(index).getBytes(StandardCharsets.UTF_8);
        }
        for (int index = 1; index < count; index++) {
            if (literals[index].length == 0 && !isTarget(variables[index])) {
                throw new ConfigurationException(
                        "log format has $"
                                + format.names().get(index - 1)
                                + " and $"
                                + format.names().get(index)
                                + " with nothing between them, so their values cannot be told"
                                + " apart; put a character between them");
            }
        }
        keepPreferred(variables);
        return new NginxLogFormat(
                format.escape(), new LinePlan(format.escape(), literals, shapes), variables);
    }

    /// Only a target is known to begin with a slash.
    private static boolean isTarget(Variable variable) {
        return variable == Variable.REQUEST_URI || variable == Variable.URI;
    }

    private static void keepPreferred(Variable[] variables) {
        Set<Variable> there = EnumSet.copyOf(List.of(variables));
        Set<Variable> superfluous = EnumSet.noneOf(Variable.class);
        for (List<Variable> preference : PREFERENCES) {
            boolean found = false;
            for (Variable variable : preference) {
                if (found) {
                    superfluous.add(variable);
                }
                found |= there.contains(variable);
            }
        }
        Set<Variable> seen = EnumSet.noneOf(Variable.class);
        for (int index = 0; index < variables.length; index++) {
            if (superfluous.contains(variables[index]) || !seen.add(variables[index])) {
                variables[index] = Variable.SKIPPED;
            }
        }
    }

    @Override
    public LineParser newParser(AddressPolicy addresses) {
        return new NginxLineParser(escape, plan, variables, used, addresses);
    }

    @Override
    public boolean carriesHost() {
        return used.contains(Variable.HOST)
                || used.contains(Variable.HTTP_HOST)
                || used.contains(Variable.SERVER_NAME);
    }
}
