package org.mailbay.store.engine.transfer;

import java.util.LinkedHashMap;
import java.util.Map;
import org.mailbay.store.BlobRef;
import org.mailbay.store.Column;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/** The words of an export: lines of JSON, some of which are followed by as many raw bytes as they say and a line feed. */
final class Format {
    /** The first line's. */
    static final int VERSION = 1;

    /** An object refers to blobs among this many different ones before it. */
    static final int MOST_BLOBS = 65_536;

    /** Bytes of a line. */
    static final int MAX_LINE = 16 << 20;

    /** Bytes of an object. */
    static final long MAX_OBJECT = 64 << 20;

    static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(8).build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .build();

    private Format() {}

    /** How a column's values are written. */
    static String kind(Column column) {
        return switch (column) {
            case Column.Number _ -> "number";
            case Column.Text _ -> "text";
            case Column.Words _ -> "words";
            case Column.Members _ -> "members";
        };
    }

    /** The last blobs by name: both who writes and who reads forgets the oldest. */
    static final class Seen extends LinkedHashMap<String, BlobRef> {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, BlobRef> eldest) {
            return size() > MOST_BLOBS;
        }
    }
}
