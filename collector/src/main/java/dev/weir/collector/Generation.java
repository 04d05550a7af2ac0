package dev.weir.collector;

import dev.weir.collector.Checkpoint.Position;
import dev.weir.collector.format.ByteScan;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One open file: gives its lines block by block, remembers how far it is, and notices when the
/// file is no longer what it was.
///
/// Each time the file has another size, and after each block, the bytes before [#offset] are looked
/// at again: whoever empties a file and fills it beyond the old offset between two looks is noticed
/// like one who leaves it short.
final class Generation implements AutoCloseable {
    final FileIdentity.Place place;
    private final Path path;
    private final FileContent content;

    /// Where to begin if there is no checkpoint: after the last whole line up to here.
    private final long skipFirst;

    private final LongLine longLine = new LongLine();
    private @Nullable Source source;

    /// Whether it is read from the middle, and what stands before says how the rest reads.
    private boolean needsDirectives;

    private long offset;

    /// Of the bytes before [#offset].
    private Fingerprint before = Fingerprint.NONE;

    /// Up to here it is known that no line ends after [#offset].
    private long scannedTo;

    private long size;

    /// Up to here the file was still this generation when last looked at.
    private long knownSize;

    private RotatedFile.@Nullable Version compressed;

    /// A copy may be shorter than the file it was made of was when that was last looked at; nobody
    /// changes it.
    private boolean isCopy;

    private boolean awaited;
    private boolean changed;
    private long grewAt;
    private long lostFrom = -1;
    private long lost;

    private Generation(
            Path path, FileIdentity.Place place, FileContent content, long skipFirst, long now) {
        this.path = path;
        this.place = place;
        this.content = content;
        this.skipFirst = skipFirst;
        this.grewAt = now;
    }

    /// Opens a file. A rename between looking and opening is noticed and tried again.
    static Generation open(Path path, boolean fromEnd, long now) throws IOException {
        while (true) {
            FileIdentity.Place place = FileIdentity.Place.of(path);
            FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
            if (place.equals(FileIdentity.Place.of(path))) {
                long skipFirst = fromEnd ? channel.size() : 0;
                return new Generation(path, place, new PlainContent(channel), skipFirst, now);
            }
            channel.close();
        }
    }

    /// Opens a file that the log was renamed, copied or compressed to; empty if another stands
    /// there by now.
    static Optional<Generation> open(RotatedFile file, InflationBudget budget, long now)
            throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(file.path(), StandardOpenOption.READ);
            if (!file.place().equals(FileIdentity.Place.of(file.path()))) {
                channel.close();
                return Optional.empty();
            }
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        FileContent content =
                file.isCompressed()
                        ? new GzipContent(file.path(), channel, budget)
                        : new PlainContent(channel);
        Generation generation = new Generation(file.path(), file.place(), content, 0, now);
        generation.compressed = file.isCompressed() ? file.version() : null;
        return Optional.of(generation);
    }

    /// Makes this go on with a known source.
    void goOn(Source known, Position from) {
        source = known;
        needsDirectives = from.offset() > 0 && known.log.format().hasDirectives();
        isCopy = !known.head().identity().place().equals(place);
        offset = from.offset();
        before = from.before();
        scannedTo = offset;
        knownSize = offset;
        content.release(offset);
    }

    /// Looks at the file's size; gives whether there is something to read.
    boolean refresh(LogFile log, SourceBook book, long now) throws IOException {
        long current = content.size();
        if (current != size) {
            resize(current, now);
        }
        // What was emptied begins anew as another generation.
        Optional<FileHead> head =
                source == null && size > 0 && !changed ? head() : Optional.empty();
        if (head.isPresent()) {
            identify(head.get(), log, book, now);
        }
        Source known = source;
        awaited |= known == null;
        if (known != null) {
            known.read(offset, size, size <= scannedTo, now);
        }
        return known != null && !changed && size > scannedTo;
    }

    private void resize(long current, long now) throws IOException {
        long last = size;
        size = current;
        grewAt = now;
        Source known = source;
        if (!mayChange()) {
            return;
        }
        if (known == null) {
            // Emptied before its first line was whole.
            changed = current < last;
            knownSize = last;
            return;
        }
        changed |= current < offset || !isStillThere(known);
        if (current < scannedTo) {
            scannedTo = offset;
            longLine.close();
        }
    }

    private void identify(FileHead head, LogFile log, SourceBook book, long now)
            throws IOException {
        boolean isKnown = lostFrom < 0 && book.continued(head, this::continues).isPresent();
        if (head.lookAgain(content).isEmpty()) {
            // Emptied just now: whatever it continued is continued by its copy.
            return;
        }
        Source opened = book.open(log, head, _ -> isKnown, startIfNew(), now);
        // A file that came back was read further than is acknowledged.
        goOn(opened, opened.reached().position());
        knownSize = Math.max(size, offset);
        if (lostFrom >= 0 && head.start() > lostFrom) {
            // A writer that does not append tells by the NULs how far it had come.
            lost = head.start() - lostFrom;
            opened.lost(lost);
        }
    }

    /// Whether it was seen without a whole line: it may have been filled and emptied since.
    boolean wasAwaited() {
        return awaited;
    }

    /// How many bytes it has turned out meanwhile that the file had before it was emptied, beyond
    /// those that were known of.
    long takeLost() {
        long taken = lost;
        lost = 0;
        return taken;
    }

    /// Whether this file is what a checkpoint says, and has what the checkpoint has.
    boolean continues(Checkpoint checkpoint) {
        try {
            return size >= checkpoint.offset()
                    && checkpoint.head().lookAgain(content).isPresent()
                    && ends(checkpoint.position());
        } catch (IOException e) {
            return false;
        }
    }

    private boolean ends(Position position) throws IOException {
        Fingerprint expected = position.before();
        byte[] bytes = new byte[expected.length()];
        int count = content.readAt(bytes, bytes.length, position.offset() - bytes.length);
        return expected.isStartOf(bytes, 0, count);
    }

    /// Whether the bytes before the offset, or at the beginning, are the ones that were read.
    private boolean isStillThere(Source known) throws IOException {
        if (!known.head().isFull() || before.length() == 0) {
            Optional<FileHead> again = known.head().lookAgain(content);
            if (again.isEmpty()) {
                return false;
            }
            known.head(again.get());
        }
        if (!ends(new Position(offset, before))) {
            return false;
        }
        knownSize = Math.max(knownSize, size);
        return true;
    }

    private Position startIfNew() {
        try {
            byte[] bytes = new byte[1 << 16];
            long end = skipFirst;
            while (end > 0) {
                int length = (int) Math.min(bytes.length, end);
                int count = content.readAt(bytes, length, end - length);
                int lineFeed = ByteScan.lastIndexOf(bytes, 0, count, (byte) '\n');
                if (lineFeed >= 0) {
                    return new Position(
                            end - length + lineFeed + 1, Fingerprint.ofEnd(bytes, 0, lineFeed + 1));
                }
                end -= length;
            }
        } catch (IOException e) {
            // Read from the beginning then: the next read says what is wrong.
            return Position.START;
        }
        return Position.START;
    }

    /// Whether the file is no longer what it was when it was read: emptied, and perhaps filled
    /// again.
    boolean isChanged() {
        return changed;
    }

    /// Fills a block with whole lines. If there are none it stays a tick.
    void fill(LineBlock block, Source known, long now) throws IOException {
        block.kind = LineBlock.Kind.TICK;
        block.source = known;
        block.readAt = now;
        if (needsDirectives && !content.isFrozen()) {
            needsDirectives = false;
            DirectiveLines.fill(block, content, offset);
            return;
        }
        long from = longLine.isOpen() ? longLine.scanned() : offset;
        int length = (int) Math.min(block.bytes.length, size - from);
        int count = content.readAt(block.bytes, length, from);
        if (mayChange() && !isStillThere(known)) {
            changed = true;
            return;
        }
        boolean toEnd = from + count >= size || count < length;
        if (longLine.isOpen()) {
            endLongLine(block, count, from);
        } else {
            int lineFeed = ByteScan.lastIndexOf(block.bytes, 0, count, (byte) '\n');
            if (lineFeed >= 0) {
                block.kind = LineBlock.Kind.LINES;
                block.firstOffset = offset;
                block.length = lineFeed + 1;
                move(offset + block.length, Fingerprint.ofEnd(block.bytes, 0, block.length));
            } else if (count == block.bytes.length) {
                longLine.begin(block.bytes, offset, content.isFrozen());
            }
            scannedTo = toEnd ? from + count : Math.max(offset, longLine.scanned());
        }
        content.release(longLine.isOpen() ? longLine.scanned() : offset);
        known.read(offset, size, size <= scannedTo, now);
    }

    private void move(long to, Fingerprint fingerprint) {
        offset = to;
        before = fingerprint;
        scannedTo = Math.max(scannedTo, to);
    }

    private void endLongLine(LineBlock block, int count, long from) throws IOException {
        int end = longLine.endIn(block.bytes, count);
        if (end < 0) {
            scannedTo = from + count;
            return;
        }
        Fingerprint fingerprint = Fingerprint.ofEnd(block.bytes, 0, end);
        longLine.describe(block, from + end, content);
        block.end = fingerprint;
        move(from + end, fingerprint);
        scannedTo = offset;
    }

    /// Passes over what stands after the last line feed of a file that is given up.
    void fillUnfinished(LineBlock block, Source known, long now) throws IOException {
        block.kind = LineBlock.Kind.SKIPPED;
        block.source = known;
        block.readAt = now;
        block.reason = "unfinished";
        block.firstOffset = offset;
        block.skipped = size - offset;
        block.length =
                content.readAt(
                        block.bytes, (int) Math.min(LongLine.SAMPLE_BYTES, size - offset), offset);
        block.end = Fingerprint.NONE;
        longLine.close();
        move(size, Fingerprint.NONE);
        known.read(offset, size, size <= scannedTo, now);
    }

    /// Says that it stands in the log's place again: it may grow and be emptied there, though it was
    /// found as a copy.
    void cameBack() throws IOException {
        Source known = source;
        isCopy &= known == null || !isStillThere(known);
    }

    /// Names the source of a file that will have no whole first line any more.
    void identifyIncomplete(LogFile log, SourceBook book, long now) throws IOException {
        Optional<FileHead> head =
                source == null && size > 0
                        ? FileHead.readIncomplete(place, content)
                        : Optional.empty();
        if (head.isPresent()) {
            identify(head.get(), log, book, now);
        }
    }

    /// How it begins; empty if its first line is not whole.
    Optional<FileHead> head() throws IOException {
        return FileHead.read(place, content);
    }

    /// As what looks for predecessors wants to know it.
    Predecessors.Open asOpen() throws IOException {
        Source known = source;
        Optional<FileHead> head = known == null ? head() : Optional.of(known.head());
        FileBeginning beginning = FileBeginning.read(content);
        // In this order: what is still the same now was so when its beginning was read.
        boolean isEmptied = changed || (known != null && mayChange() && !isStillThere(known));
        Optional<String> id = Optional.ofNullable(known).map(Source::id);
        return new Predecessors.Open(place, id, head, beginning, isEmptied);
    }

    /// Whether somebody may write to it or empty it.
    private boolean mayChange() {
        return !content.isFrozen() && !isCopy;
    }

    /// The checkpoint that it continues; empty if it is a new source.
    Optional<Checkpoint> continuedIn(SourceBook book) throws IOException {
        size = content.size();
        awaited = size == 0;
        return head().flatMap(head -> book.continued(head, this::continues));
    }

    @Nullable Source source() {
        return source;
    }

    /// How far it is read.
    Position position() {
        return new Position(offset, before);
    }

    Path path() {
        return path;
    }

    /// In bytes, when last looked at.
    long size() {
        return size;
    }

    /// Up to where the file is known to have been, while it still was what it was.
    long knownSize() {
        return knownSize;
    }

    /// Whether all whole lines are read.
    boolean isAtEnd() {
        boolean read = source == null || size <= scannedTo;
        return read && (!content.isFrozen() || content.hasEnded());
    }

    /// Whether nothing can come to it any more: it did not grow for a while, or cannot.
    boolean rests(long now, long quiescentMillis) {
        return content.isFrozen() || now - grewAt >= quiescentMillis;
    }

    /// How many bytes there are behind what was read, when last looked at; of a compressed file a
    /// part of them.
    long unreadBytes() {
        return Math.max(0, size - offset);
    }

    /// Whether something stands after the last line feed.
    boolean isUnfinished() {
        return size > offset;
    }

    /// Which compressed file it is; null if it is none.
    RotatedFile.@Nullable Version compressed() {
        return compressed;
    }

    /// Whether there is more to uncompress, when its turn comes.
    boolean isPending() {
        return content.isFrozen() && !content.hasEnded();
    }

    /// The same file as a new generation, after it was emptied.
    ///
    /// @param lostAfter up to where of the old generation something was read or saved
    Generation reopened(long lostAfter, long now) {
        Generation next = new Generation(path, place, content, 0, now);
        next.lostFrom = lostAfter;
        return next;
    }

    @Override
    public void close() throws IOException {
        content.close();
    }
}
