package dev.weir.collector;

import dev.weir.collector.format.ByteOrderMark;
import dev.weir.collector.format.ByteScan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// Takes a file of which the beginning was read before, gives the directives that hold from there:
/// of each name (`#Fields:`) the last one before the offset. Reads the file's beginning once more,
/// which only logs need whose lines say how those below them read.
final class DirectiveLines {
    private static final int CHUNK_BYTES = 1 << 16;

    /// Longer lines, and more names, are no directives.
    private static final int MAX_LINE_BYTES = 16 << 10;

    private static final int MAX_NAMES = 16;

    private final Map<String, String> last = new LinkedHashMap<>();

    /// Fills the block with the directive lines.
    static void fill(LineBlock block, FileContent content, long offset) throws IOException {
        DirectiveLines lines = new DirectiveLines();
        lines.read(content, offset);
        block.kind = LineBlock.Kind.DIRECTIVES;
        block.length = 0;
        for (String line : lines.last.values()) {
            byte[] bytes = (line + "\n").getBytes(StandardCharsets.ISO_8859_1);
            if (block.length + bytes.length <= block.bytes.length) {
                System.arraycopy(bytes, 0, block.bytes, block.length, bytes.length);
                block.length += bytes.length;
            }
        }
    }

    private void read(FileContent content, long offset) throws IOException {
        byte[] bytes = new byte[CHUNK_BYTES];
        long at = 0;
        while (at < offset) {
            int count = content.readAt(bytes, (int) Math.min(bytes.length, offset - at), at);
            int end = ByteScan.lastIndexOf(bytes, 0, count, (byte) '\n') + 1;
            if (count <= 0) {
                return;
            }
            int from = at == 0 ? ByteOrderMark.end(bytes, 0, count) : 0;
            take(bytes, from, end > 0 ? end : count);
            // A line longer than a chunk is passed over in steps.
            at += end > 0 ? end : count;
        }
    }

    private void take(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            int lineFeed = ByteScan.indexOf(bytes, at, to, (byte) '\n');
            int end = lineFeed < 0 ? to : lineFeed;
            if (bytes[at] == '#' && end - at <= MAX_LINE_BYTES) {
                int colon = ByteScan.indexOf(bytes, at, end, (byte) ':');
                if (colon > 0) {
                    keep(text(bytes, at, colon), text(bytes, at, end));
                }
            }
            at = end + 1;
        }
    }

    private void keep(String name, String line) {
        if (last.containsKey(name) || last.size() < MAX_NAMES) {
            last.put(name, line);
        }
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
