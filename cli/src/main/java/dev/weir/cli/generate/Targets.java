package dev.weir.cli.generate;

import java.nio.charset.StandardCharsets;

/// What is asked for: paths of Zipf-distributed popularity, and queries.
///
/// The set grows as a site's does: now and then something new is published and takes the place of
/// something old.
final class Targets {
    /// Slope of the popularity of paths, as found in real logs.
    private static final double SLOPE = 0.9;

    private static final int QUERIES = 4096;

    /// One request in so many is for something that was just published.
    private static final int PUBLISH_EVERY = 1000;

    private final byte[][] paths;
    private final byte[][] queries = new byte[QUERIES][];
    private final WeightedChoice path;
    private final WeightedChoice query;
    private int published;

    Targets(int size, Dice dice) {
        paths = new byte[size][];
        for (int rank = 0; rank < size; rank++) {
            paths[rank] = newPath(dice);
        }
        paths[0] = Vocabulary.bytes("/");
        for (int i = 0; i < QUERIES; i++) {
            queries[i] = newQuery(dice);
        }
        path = WeightedChoice.zipf(size, SLOPE);
        query = WeightedChoice.zipf(QUERIES, SLOPE);
    }

    byte[] nextPath(Dice dice) {
        int rank = path.next(dice);
        if (rank > 0 && dice.below(PUBLISH_EVERY) == 0) {
            paths[rank] = newPath(dice);
        }
        return paths[rank];
    }

    /// Without the question mark.
    byte[] nextQuery(Dice dice) {
        return queries[query.next(dice)];
    }

    private byte[] newPath(Dice dice) {
        int id = published++;
        String first = dice.oneOf(Vocabulary.WORDS);
        String second = dice.oneOf(Vocabulary.WORDS);
        String text =
                switch (dice.below(8)) {
                    case 0, 1 -> "/images/" + first + "-" + id + ".jpg";
                    case 2 -> "/static/" + first + "." + hex(dice) + ".js";
                    case 3 -> "/static/" + first + "." + hex(dice) + ".css";
                    case 4 -> "/api/v1/" + first + "s/" + id;
                    case 5 -> "/shop/" + first + "/" + second + "-" + id;
                    case 6 -> "/files/" + second + "/" + id + "/" + first + ".pdf";
                    default -> "/blog/2026/" + first + "-" + second + "-" + id + "/";
                };
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] newQuery(Dice dice) {
        String word = dice.oneOf(Vocabulary.WORDS);
        int number = dice.below(10_000);
        String text =
                switch (dice.below(6)) {
                    case 0 -> "page=" + (1 + number % 40);
                    case 1 -> "q=" + word + "+" + dice.oneOf(Vocabulary.WORDS);
                    case 2 -> "v=" + hex(dice);
                    case 3 -> "utm_source=mail&utm_campaign=" + word + "-" + number % 50;
                    case 4 -> "id=" + number + "&sort=" + word;
                    default -> "w=" + (1 + number % 20) * 64 + "&q=" + (50 + number % 50);
                };
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String hex(Dice dice) {
        return Integer.toHexString((int) dice.nextLong() | 0x1000_0000);
    }
}
