package dev.weir.schema.rollup;

/// Bounds the text that clients choose.
final class CutText {
    /// Returns the first `chars` characters of a text, or one less where that would cut a character
    /// outside the basic plane in two: half of one does not survive UTF-8.
    static String to(int chars, String text) {
        if (text.length() <= chars) {
            return text;
        }
        boolean cutsPair = Character.isSurrogatePair(text.charAt(chars - 1), text.charAt(chars));
        return text.substring(0, cutsPair ? chars - 1 : chars);
    }

    private CutText() {}
}
