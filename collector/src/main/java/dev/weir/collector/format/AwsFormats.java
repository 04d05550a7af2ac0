package dev.weir.collector.format;

import dev.weir.schema.yaml.ConfigurationException;
import java.util.ArrayList;
import java.util.List;

/// AWS: access logs of Application Load Balancers. CloudFront's are in [W3cFormats].
///
/// See <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html>.
final class AwsFormats {
    /// Places of the three times that a request takes: from the client, in the target, to the
    /// client.
    private static final int FIRST_TIME = 5;

    private static final int LAST_TIME = 7;

    static Layout loadBalancer() throws ConfigurationException {
        PlanBuilder plan = new PlanBuilder();
        plan.slot(word(Field.SKIPPED), "type").text(" ");
        plan.slot(Slot.of(Field.TIME, Escape.NONE), "time").text(" ");
        plan.slot(word(Field.SKIPPED), "elb").text(" ");
        plan.slot(word(Field.CLIENT_ADDRESS).picking(Pick.ADDRESS_BEFORE_PORT), "client:port");
        plan.text(" ").slot(word(Field.UPSTREAM_ADDRESS), "target:port").text(" ");
        plan.slot(number(Field.SKIPPED), "request_processing_time").text(" ");
        plan.slot(number(Field.UPSTREAM_DURATION), "target_processing_time").text(" ");
        plan.slot(number(Field.SKIPPED), "response_processing_time").text(" ");
        plan.slot(number(Field.STATUS), "elb_status_code").text(" ");
        plan.slot(number(Field.UPSTREAM_STATUS), "target_status_code").text(" ");
        plan.slot(number(Field.BYTES_RECEIVED), "received_bytes").text(" ");
        plan.slot(number(Field.BODY_BYTES), "sent_bytes").text(" \"");
        plan.slot(Slot.of(Field.REQUEST, Escape.DEFAULT), "request").text("\" \"");
        plan.slot(Slot.of(Field.USER_AGENT, Escape.DEFAULT), "user_agent").text("\" ");
        plan.slot(word(Field.SKIPPED), "ssl_cipher").text(" ");
        // What follows differs with the year of the log.
        plan.slot(word(Field.TLS_VERSION), "ssl_protocol");
        Layout lines = plan.build(Absence.DASH);
        List<Slot> slots = new ArrayList<>(lines.slots());
        slots.add(Slot.of(Field.DURATION, Escape.NONE).shaped(Shape.LIST));
        return new Layout(
                slots, lines.absence(), () -> new WithWholeTime(lines.newSplitter().get()));
    }

    private static Slot word(Field field) {
        return Slot.of(field, Escape.NONE).shaped(Shape.WORD);
    }

    private static Slot number(Field field) {
        return Slot.of(field, Escape.NONE).shaped(Shape.NUMBER);
    }

    /// Adds the three times as one place behind the others.
    private record WithWholeTime(Splitter lines) implements Splitter {
        @Override
        public ParseResult split(byte[] line, int from, int to, int[] starts, int[] ends) {
            int whole = starts.length - 1;
            ParseResult result = lines.split(line, from, to, starts, ends);
            starts[whole] = starts[FIRST_TIME];
            ends[whole] = ends[LAST_TIME];
            return result;
        }
    }

    private AwsFormats() {}
}
