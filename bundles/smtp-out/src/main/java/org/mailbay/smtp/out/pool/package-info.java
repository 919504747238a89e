/** Sessions that wait for their next message. Start at {@link Pool}. */
@NullMarked
package org.mailbay.smtp.out.pool;

import org.jspecify.annotations.NullMarked;
