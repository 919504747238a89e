/**
 * What a model brings to JMAP, each a service. Start at {@link DataType}.
 *
 * <p>A data type implements {@link Gettable}, {@link Queryable}, {@link Settable}, {@link Copyable} as far as it can, and gets {@code
 * /get /changes /query /queryChanges /set /copy} from bundle {@code jmap-core}, which checks all standard arguments; what it does not
 * implement is {@code unknownMethod}. Anything else is a {@link Method}. A {@link Capability} announces them. All of it may be called
 * by many threads at once. RFC 8620 §5.
 */
@Export
@Version("1.1.0")
@NullMarked
package org.mailbay.jmap.spi;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
