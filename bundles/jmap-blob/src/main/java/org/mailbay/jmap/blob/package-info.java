/** Blob management (RFC 9404): {@link BlobUpload}, {@link BlobGet}, {@link BlobLookup}, announced by {@link BlobCapability}. */
@NullMarked
package org.mailbay.jmap.blob;

import org.jspecify.annotations.NullMarked;
