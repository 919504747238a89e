/** What a start costs ({@link org.mailbay.itests.start.StartRun}, run by {@code ./mailbay bench start}), an operator's first hour, and what a wrong file does. */
@NullMarked
package org.mailbay.itests.start;

import org.jspecify.annotations.NullMarked;
