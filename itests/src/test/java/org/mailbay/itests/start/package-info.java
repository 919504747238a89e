/** What a start costs. Start at {@link org.mailbay.itests.start.StartRun}; run by {@code ./mailbay bench start}. */
@NullMarked
package org.mailbay.itests.start;

import org.jspecify.annotations.NullMarked;
