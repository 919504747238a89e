/**
 * The log for administrators: {@link org.mailbay.log.LogsResource} shows its last lines as they come, {@link org.mailbay.log.Levels}
 * says which loggers say how much.
 *
 * <p>The lines themselves are written by the launcher, which lends OSGi's log reader and logger admin services. Any thread.
 */
@NullMarked
package org.mailbay.log;

import org.jspecify.annotations.NullMarked;
