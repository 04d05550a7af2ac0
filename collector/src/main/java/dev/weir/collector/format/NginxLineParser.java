package dev.weir.collector.format;

import dev.weir.collector.address.AddressPolicy;
import dev.weir.schema.batch.BatchEncoder;
import dev.weir.schema.batch.StringField;
import java.util.Set;

/// Takes lines of an nginx `log_format`, gives their fields to a batch encoder.
///
/// Two passes: the plan finds every value's range and the time is read, so that a line which does
/// not fit, or belongs to the next batch, leaves no trace; then each value goes to the encoder.
final class NginxLineParser implements LineParser {
    private static final byte[] ROOT_PATH = {'/'};

    private final Escape escape;
    private final LinePlan plan;
    private final Variable[] variables;
    private final int[] starts;
    private final int[] ends;
    private final boolean needsMethod;
    private final boolean needsTarget;
    private final int timeVariable;
    private final AddressPolicy addresses;
    private final byte[] address = new byte[AddressPolicy.TARGET_BYTES];
    private final LogTime times = new LogTime();
    private final RequestLine requestLine = new RequestLine();
    private final HostName host = new HostName();

    /// The last value with its escaping undone: a range of the line, or of the scratch buffer.
    private byte[] bytes = new byte[0];

    private int from;
    private int to;
    private byte[] scratch = new byte[4096];
    private boolean hasBackslash;
    private boolean malformed;
    private int hostIndex;

    NginxLineParser(
            Escape escape,
            LinePlan plan,
            Variable[] variables,
            Set<Variable> used,
            AddressPolicy addresses) {
        this.escape = escape;
        this.plan = plan;
        this.variables = variables;
        this.addresses = addresses;
        this.starts = new int[plan.variableCount()];
        this.ends = new int[plan.variableCount()];
        this.needsMethod = used.contains(Variable.METHOD);
        this.needsTarget = used.contains(Variable.REQUEST_URI) || used.contains(Variable.URI);
        int time = -1;
        for (int index = 0; index < variables.length; index++) {
            if (isTime(variables[index])) {
                time = index;
            }
        }
        this.timeVariable = time;
    }

    private static boolean isTime(Variable variable) {
        return variable == Variable.MSEC
                || variable == Variable.TIME_LOCAL
                || variable == Variable.TIME_ISO8601;
    }

    @Override
    public ParseResult parse(
            byte[] line,
            int lineFrom,
            int lineTo,
            long lineOffset,
            long readAtMillis,
            BatchEncoder encoder) {
        if (lineFrom == lineTo) {
            return ParseResult.EMPTY;
        }
        if (!plan.match(line, lineFrom, lineTo, starts, ends)) {
            return ParseResult.NO_MATCH;
        }
        long time = timeVariable < 0 ? readAtMillis : time(line);
        if (time == LogTime.NONE) {
            return ParseResult.BAD_TIME;
        }
        if (!encoder.fits(lineOffset, time)) {
            return ParseResult.NEXT_BATCH;
        }
        // The encoder derives the request's provisional time from what it is given here.
        encoder.beginRequest(lineOffset, time);
        if (timeVariable >= 0) {
            encoder.time(time);
        }
        hasBackslash =
                escape != Escape.NONE && ByteScan.indexOf(line, lineFrom, lineTo, (byte) '\\') >= 0;
        malformed = false;
        hostIndex = 0;
        boolean method = false;
        boolean target = false;
        for (int index = 0; index < variables.length; index++) {
            Variable variable = variables[index];
            if (variable == Variable.SKIPPED) {
                continue;
            }
            if (escape.isAbsent(line, starts[index], ends[index])) {
                absent(variable, encoder);
                continue;
            }
            value(line, starts[index], ends[index]);
            method |= variable == Variable.METHOD;
            target |= variable == Variable.REQUEST_URI || variable == Variable.URI;
            put(variable, encoder);
        }
        if (malformed || (needsMethod && !method) || (needsTarget && !target)) {
            encoder.malformed();
        }
        return ParseResult.ACCEPTED;
    }

    private long time(byte[] line) {
        int start = starts[timeVariable];
        int end = ends[timeVariable];
        if (variables[timeVariable] == Variable.TIME_LOCAL) {
            return times.local(line, start, end);
        }
        if (variables[timeVariable] == Variable.TIME_ISO8601) {
            return times.iso8601(line, start, end);
        }
        long millis = Decimal.scaled(line, start, end, 3);
        return millis < 0 ? LogTime.NONE : millis;
    }

    /// Points the value at the range, its escaping undone.
    private void value(byte[] line, int start, int end) {
        bytes = line;
        from = start;
        to = end;
        if (hasBackslash && ByteScan.indexOf(line, start, end, (byte) '\\') >= 0) {
            if (scratch.length < end - start) {
                scratch = new byte[Math.max(scratch.length * 2, end - start)];
            }
            to = escape.undo(line, start, end, scratch);
            from = 0;
            bytes = scratch;
        }
    }

    private void absent(Variable variable, BatchEncoder encoder) {
        if (variable == Variable.REQUEST) {
            malformed = true;
            encoder.string(StringField.REQUEST_LINE, bytes, 0, 0);
        }
    }

    private void put(Variable variable, BatchEncoder encoder) {
        switch (variable) {
            case REQUEST -> request(encoder);
            case REQUEST_URI -> target(encoder);
            case HOST, HTTP_HOST, SERVER_NAME -> host(encoder, from, to);
            case STATUS -> encoder.status(Math.clamp(Decimal.whole(bytes, from, to), 0, 65_535));
            case UPSTREAM_STATUS -> upstreamStatus(encoder);
            case UPSTREAM_ADDRESS ->
                    encoder.string(
                            StringField.UPSTREAM_ADDRESS,
                            bytes,
                            Decimal.lastOfList(bytes, from, to),
                            to);
            case BODY_BYTES_SENT,
                    BYTES_SENT,
                    REQUEST_LENGTH,
                    REQUEST_TIME,
                    UPSTREAM_RESPONSE_TIME ->
                    number(variable, encoder);
            case METHOD -> encoder.string(StringField.METHOD, bytes, from, to);
            case URI -> encoder.string(StringField.PATH, bytes, from, to);
            case ARGS -> encoder.string(StringField.QUERY, bytes, from, to);
            case PROTOCOL -> encoder.string(StringField.PROTOCOL, bytes, from, to);
            case CLIENT_ADDRESS -> clientAddress(encoder);
            case USER -> encoder.string(StringField.USER, bytes, from, to);
            case CACHE_STATUS -> encoder.string(StringField.CACHE_STATUS, bytes, from, to);
            case REFERER -> encoder.string(StringField.REFERER, bytes, from, to);
            case USER_AGENT -> encoder.string(StringField.USER_AGENT, bytes, from, to);
            case TLS_VERSION -> encoder.string(StringField.TLS_VERSION, bytes, from, to);
            case CONTENT_TYPE -> encoder.string(StringField.CONTENT_TYPE, bytes, from, to);
            case COUNTRY -> encoder.string(StringField.COUNTRY, bytes, from, to);
            case SKIPPED, MSEC, TIME_LOCAL, TIME_ISO8601 -> {
                // Nothing to keep, or kept already.
            }
        }
    }

    private void clientAddress(BatchEncoder encoder) {
        if (addresses.keeps()) {
            encoder.string(StringField.CLIENT_ADDRESS, bytes, from, to);
            return;
        }
        int length = addresses.apply(bytes, from, to, address);
        if (length > 0) {
            encoder.string(StringField.CLIENT_ADDRESS, address, 0, length);
        }
    }

    private void number(Variable variable, BatchEncoder encoder) {
        long value =
                switch (variable) {
                    case REQUEST_TIME -> Decimal.scaled(bytes, from, to, 6);
                    case UPSTREAM_RESPONSE_TIME -> Decimal.sumOfSeconds(bytes, from, to);
                    default -> Decimal.whole(bytes, from, to);
                };
        if (value < 0) {
            return;
        }
        switch (variable) {
            case REQUEST_TIME -> encoder.duration(value);
            case UPSTREAM_RESPONSE_TIME -> encoder.upstreamDuration(value);
            case REQUEST_LENGTH -> encoder.bytesReceived(value);
            default -> encoder.bytesSent(value);
        }
    }

    private void upstreamStatus(BatchEncoder encoder) {
        long status = Decimal.whole(bytes, Decimal.lastOfList(bytes, from, to), to);
        if (status > 0 && status < 1000) {
            encoder.upstreamStatus((int) status);
        }
    }

    private void request(BatchEncoder encoder) {
        if (!requestLine.split(bytes, from, to)) {
            malformed = true;
            encoder.string(StringField.REQUEST_LINE, bytes, from, to);
            return;
        }
        encoder.string(StringField.METHOD, bytes, from, requestLine.methodTo);
        if (requestLine.protocolFrom >= 0) {
            int end = to;
            while (bytes[end - 1] == ' ') {
                end--;
            }
            encoder.string(StringField.PROTOCOL, bytes, requestLine.protocolFrom, end);
        }
        putTarget(encoder);
    }

    private void target(BatchEncoder encoder) {
        if (requestLine.splitTarget(bytes, from, to)) {
            putTarget(encoder);
        } else {
            malformed = true;
            encoder.string(StringField.PATH, bytes, from, to);
        }
    }

    private void putTarget(BatchEncoder encoder) {
        int pathFrom = requestLine.pathFrom;
        int pathTo = requestLine.pathTo;
        if (pathFrom == pathTo) {
            encoder.string(StringField.PATH, ROOT_PATH, 0, 1);
        } else {
            encoder.string(StringField.PATH, bytes, pathFrom, pathTo);
        }
        if (requestLine.queryFrom >= 0) {
            encoder.string(StringField.QUERY, bytes, requestLine.queryFrom, requestLine.targetTo);
        }
        if (requestLine.hostTo > requestLine.hostFrom && hostIndex == 0) {
            host(encoder, requestLine.hostFrom, requestLine.hostTo);
        }
    }

    private void host(BatchEncoder encoder, int hostFrom, int hostTo) {
        host.normalise(bytes, hostFrom, hostTo);
        hostIndex = encoder.intern(host.bytes, host.from, host.to);
        encoder.stringIndex(StringField.HOST, hostIndex);
    }

    @Override
    public int hostIndex() {
        return hostIndex;
    }

    @Override
    public byte[] hostBytes() {
        return host.bytes;
    }

    @Override
    public int hostFrom() {
        return host.from;
    }

    @Override
    public int hostTo() {
        return host.to;
    }
}
