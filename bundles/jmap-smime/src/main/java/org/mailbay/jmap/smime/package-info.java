/** S/MIME signatures, verified for JMAP clients (RFC 9219): start at {@link SmimeExtension}, then {@link SignatureCheck}. */
@NullMarked
package org.mailbay.jmap.smime;

import org.jspecify.annotations.NullMarked;
