package dev.weir.jobs.count;

import dev.weir.schema.batch.StringField;
import dev.weir.schema.rollup.Breakdown;
import dev.weir.schema.rollup.Dimension;
import org.jspecify.annotations.Nullable;

/// What requests of a batch are grouped by, beside their customer and second: where the value comes
/// from and where its count goes.
enum Grouping {
    METHOD(StringField.METHOD, Breakdown.METHOD, null),
    CACHE_STATUS(StringField.CACHE_STATUS, Breakdown.CACHE_STATUS, null),
    PROTOCOL(StringField.PROTOCOL, Breakdown.PROTOCOL, null),
    TLS_VERSION(StringField.TLS_VERSION, Breakdown.TLS_VERSION, null),
    CONTENT_TYPE(StringField.CONTENT_TYPE, Breakdown.CONTENT_TYPE, null),
    COUNTRY(StringField.COUNTRY, Breakdown.COUNTRY, null),
    PATH(StringField.PATH, null, Dimension.PATH),
    CLIENT(StringField.CLIENT_ADDRESS, null, Dimension.CLIENT);

    static final Grouping[] ALL = values();

    final StringField field;
    final @Nullable Breakdown breakdown;
    final @Nullable Dimension dimension;

    Grouping(StringField field, @Nullable Breakdown breakdown, @Nullable Dimension dimension) {
        this.field = field;
        this.breakdown = breakdown;
        this.dimension = dimension;
    }
}
