package dev.weir.jobs.reference;

import java.util.Random;
import org.junit.jupiter.api.RepetitionInfo;

/// Takes the number of a test's round, gives random choices that are the same each time the round is
/// run: what fails once fails again.
public final class Round {
    /// Consecutive seeds give first numbers that resemble each other.
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private final Random random;

    private Round(long number) {
        random = new Random(number * SPREAD);
    }

    /// The round that a repeated test is in.
    public static Round of(RepetitionInfo repetition) {
        return new Round(repetition.getCurrentRepetition());
    }

    /// For all choices but those of a range.
    public Random random() {
        return random;
    }

    /// A number of a range, often one of its ends, for there things break.
    public int between(int least, int most) {
        return switch (random.nextInt(8)) {
            case 0 -> least;
            case 1 -> most;
            case 2 -> Math.min(least + 1, most);
            default -> random.nextInt(least, most + 1);
        };
    }
}
