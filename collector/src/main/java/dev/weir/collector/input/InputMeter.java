package dev.weir.collector.input;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.GaugeDataPoint;
import java.util.function.Function;

/// What one input counts. Received = spooled + dropped, but for what is on its way between the two;
/// lines that were spooled and given up are both.
record InputMeter(
        CounterDataPoint receivedLines,
        CounterDataPoint receivedBytes,
        CounterDataPoint spooledLines,
        Function<String, CounterDataPoint> droppedLines,
        CounterDataPoint cutLines,
        CounterDataPoint tornLines,
        Function<String, CounterDataPoint> closedConnections,
        CounterDataPoint kernelDrops,
        Function<String, CounterDataPoint> certificateReloads,
        GaugeDataPoint connections,
        GaugeDataPoint spoolBytes) {

    void received(int bytes) {
        receivedLines.inc();
        receivedBytes.inc(bytes);
    }

    void dropped(String reason, long lines) {
        droppedLines.apply(reason).inc(lines);
    }

    void reloaded(String outcome) {
        certificateReloads.apply(outcome).inc();
    }

    void closedConnection(String reason) {
        closedConnections.apply(reason).inc();
    }
}
