package dev.weir.query;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.schema.rollup.Rollup;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Takes windows in the order of time, gives a value of each metric for each step. The windows of a
/// step are merged before anything is read of them.
final class Series {
    private final List<Metric> metrics;
    private final long firstStart;
    private final long stepMillis;
    private final @Nullable Number[][] values;
    private @Nullable Rollup current;
    private int currentStep = -1;

    /// @param steps number of points
    Series(List<Metric> metrics, long firstStart, long stepMillis, int steps) {
        this.metrics = metrics;
        this.firstStart = firstStart;
        this.stepMillis = stepMillis;
        Rollup empty = new Rollup();
        this.values = new Number[metrics.size()][steps];
        for (int metric = 0; metric < metrics.size(); metric++) {
            Number ofNothing = metrics.get(metric).of(empty);
            for (int step = 0; step < steps; step++) {
                values[metric][step] = ofNothing;
            }
        }
    }

    /// Adds the next window; the rollup is the series' from now on.
    void add(long windowStart, Rollup rollup) {
        int step = (int) Math.floorDiv(windowStart - firstStart, stepMillis);
        Rollup held = current;
        if (held != null && step == currentStep) {
            held.merge(rollup);
            return;
        }
        finishStep();
        current = rollup;
        currentStep = step;
    }

    private void finishStep() {
        Rollup held = current;
        if (held != null) {
            for (int metric = 0; metric < metrics.size(); metric++) {
                values[metric][currentStep] = metrics.get(metric).of(held);
            }
            current = null;
        }
    }

    /// Writes `timestamps`, the start of each step in milliseconds, and `metrics`.
    void write(JsonGenerator json) throws IOException {
        finishStep();
        int steps = values.length == 0 ? 0 : values[0].length;
        json.writeArrayFieldStart("timestamps");
        for (int step = 0; step < steps; step++) {
            json.writeNumber(firstStart + step * stepMillis);
        }
        json.writeEndArray();
        json.writeObjectFieldStart("metrics");
        for (int metric = 0; metric < metrics.size(); metric++) {
            json.writeArrayFieldStart(metrics.get(metric).name());
            for (Number value : values[metric]) {
                JsonFields.write(json, value);
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }
}
