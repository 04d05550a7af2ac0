package dev.weir.collector.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The W3C extended log format, whose lines say how they read (`#Fields: date time …`): IIS and
/// CloudFront.
///
/// See <https://www.w3.org/TR/WD-logfile.html>,
/// <https://learn.microsoft.com/en-us/windows/win32/http/w3c-logging> and
/// <https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/AccessLogs.html>.
enum W3cFormats {
    /// Spaces between values, pluses in them, milliseconds.
    IIS(
            ' ',
            Unit.MILLISECONDS,
            Escape.PLUS,
            "date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip"
                    + " cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status"
                    + " time-taken"),
    /// Tabs, percent signs, seconds.
    CLOUDFRONT(
            '\t',
            Unit.SECONDS,
            Escape.PERCENT,
            "date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status"
                    + " cs(Referer) cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type"
                    + " x-edge-request-id x-host-header cs-protocol cs-bytes time-taken"
                    + " x-forwarded-for ssl-protocol ssl-cipher x-edge-response-result-type"
                    + " cs-protocol-version fle-status fle-encrypted-fields c-port"
                    + " time-to-first-byte x-edge-detailed-result-type sc-content-type"
                    + " sc-content-len sc-range-start sc-range-end"),
    CLOUDFRONT_REALTIME(
            '\t',
            Unit.SECONDS,
            Escape.PERCENT,
            "timestamp c-ip time-to-first-byte sc-status sc-bytes cs-method cs-protocol cs-host"
                    + " cs-uri-stem cs-bytes x-edge-location x-edge-request-id x-host-header"
                    + " time-taken cs-protocol-version c-ip-version cs-user-agent cs-referer"
                    + " cs-cookie cs-uri-query x-edge-response-result-type x-forwarded-for"
                    + " ssl-protocol ssl-cipher x-edge-result-type fle-encrypted-fields fle-status"
                    + " sc-content-type sc-content-len sc-range-start sc-range-end c-port"
                    + " x-edge-detailed-result-type c-country cs-accept-encoding cs-accept"
                    + " cache-behavior-path-pattern cs-headers cs-header-names cs-headers-count");

    /// What lines hold before one says it.
    final String usualFields;

    private final byte separator;
    private final Unit unit;
    private final Escape escape;

    W3cFormats(char separator, Unit unit, Escape escape, String usualFields) {
        this.separator = (byte) separator;
        this.unit = unit;
        this.escape = escape;
        this.usualFields = usualFields;
    }

    /// The layout of lines below a `#Fields:` with these names.
    Layout layout(String fields) {
        List<String> names = List.of(fields.strip().split("[ \t]+", -1));
        List<Slot> slots = new ArrayList<>(names.stream().map(this::slot).toList());
        int count = slots.size();
        Shape[] shapes = new Shape[count];
        boolean[] joinsNext = new boolean[count];
        boolean hasDate = names.stream().anyMatch(name -> field(name) == Field.TIME);
        int least = 1;
        for (int index = 0; index < count; index++) {
            if (!hasDate && names.get(index).equalsIgnoreCase("time")) {
                slots.set(index, Slot.of(Field.TIME, Escape.NONE));
            }
            Slot slot = slots.get(index);
            joinsNext[index] =
                    names.get(index).equalsIgnoreCase("date")
                            && index + 1 < count
                            && names.get(index + 1).equalsIgnoreCase("time");
            shapes[index] = slot.shape();
            if (slot.field() == Field.STATUS) {
                least = Math.max(least, index + 1);
            }
        }
        int atLeast = least;
        return new Layout(
                slots,
                Absence.DASH_OR_EMPTY,
                () -> new W3cSplitter(separator, shapes, joinsNext, atLeast));
    }

    /// CloudFront's standard logs of the second version may be JSON, with the fields' names as keys.
    static Layout cloudfrontJson() {
        JsonBuilder json = new JsonBuilder();
        json.key(Field.TIME, "timestamp(ms)", "timestamp", "time", "date");
        json.key(Field.HOST, "x-host-header", "cs(Host)");
        for (String name : CLOUDFRONT.usualFields.split(" ", -1)) {
            Slot slot = CLOUDFRONT.slot(name);
            boolean isThere = slot.field() == Field.TIME || slot.field() == Field.HOST;
            if (slot.field() != Field.SKIPPED && !isThere) {
                // What is encoded with percents has nothing left that JSON would escape.
                json.key(slot.escape() == Escape.NONE ? slot.escaped(Escape.JSON) : slot, name);
            }
        }
        return json.key(Field.COUNTRY, "c-country").build(Absence.DASH_OR_EMPTY);
    }

    private Slot slot(String name) {
        Slot plain = Slot.of(field(name), Escape.NONE);
        return switch (plain.field()) {
            case USER_AGENT, REFERER -> plain.escaped(escape);
            case CONTENT_TYPE -> plain.escaped(escape);
            case DURATION -> plain.in(unit);
            // The distribution's own name is in the other one.
            case HOST -> plain.ranked(name.equals("x-host-header") ? 0 : 1);
            default -> plain;
        };
    }

    private static Field field(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "date", "timestamp" -> Field.TIME;
            case "c-ip" -> Field.CLIENT_ADDRESS;
            case "cs-username" -> Field.USER;
            case "cs-method" -> Field.METHOD;
            case "cs-uri-stem", "cs-uri" -> Field.TARGET;
            case "cs-uri-query" -> Field.QUERY;
            case "cs-version", "cs-protocol-version" -> Field.PROTOCOL;
            case "cs-host", "cs(host)", "x-host-header" -> Field.HOST;
            case "sc-status" -> Field.STATUS;
            case "sc-bytes" -> Field.BODY_BYTES;
            case "cs-bytes" -> Field.BYTES_RECEIVED;
            case "time-taken" -> Field.DURATION;
            case "cs(user-agent)", "cs-user-agent" -> Field.USER_AGENT;
            case "cs(referer)", "cs-referer" -> Field.REFERER;
            case "x-edge-result-type" -> Field.CACHE_STATUS;
            case "ssl-protocol" -> Field.TLS_VERSION;
            case "sc-content-type", "sc(content-type)" -> Field.CONTENT_TYPE;
            case "c-country" -> Field.COUNTRY;
            case "cs-protocol" -> Field.SCHEME;
            case "x-forwarded-for" -> Field.FORWARDED_FOR;
            case "x-edge-request-id" -> Field.REQUEST_ID;
            default -> Field.SKIPPED;
        };
    }
}
