/** Header fields as JMAP names and shows them: start at {@link HeaderProperty}. RFC 8621 §4.1.2, §4.1.3. */
@NullMarked
package org.mailbay.jmap.mail.header;

import org.jspecify.annotations.NullMarked;
