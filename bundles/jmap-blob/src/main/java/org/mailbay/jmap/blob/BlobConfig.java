package org.mailbay.jmap.blob;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What an operator can set; clients are told the limits. */
@ObjectClassDefinition(name = "JMAP blobs", description = "Blobs in method calls (RFC 9404).")
public @interface BlobConfig {
    @AttributeDefinition(description = "Bytes of a blob made by Blob/upload.", min = "1")
    long maxSizeBlobSet() default 50_000_000;

    @AttributeDefinition(description = "Sources that one blob is put together from.", min = "64")
    int maxDataSources() default 200;

    @AttributeDefinition(description = "Bytes of data that one Blob/get returns.", min = "1", max = "100000000")
    int maxSizeGet() default 20_000_000;

    @AttributeDefinition(
            description = "Bytes that all Blob/get of one request read, counted once for each digest asked of them.",
            min = "1")
    long maxSizeDigest() default 200_000_000;

    @AttributeDefinition(description = "Hours for which a blob is kept that nothing refers to.", min = "1")
    int holdHours() default 24;
}
