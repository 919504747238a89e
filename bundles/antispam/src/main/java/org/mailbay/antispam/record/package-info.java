/** What was judged, kept for some days so that it can be judged again. Start at {@link org.mailbay.antispam.record.Records}. */
@NullMarked
package org.mailbay.antispam.record;

import org.jspecify.annotations.NullMarked;
