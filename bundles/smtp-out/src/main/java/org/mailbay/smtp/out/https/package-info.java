/** One request over HTTPS to a server that somebody else named. Start at {@link HttpsClient}. */
@NullMarked
package org.mailbay.smtp.out.https;

import org.jspecify.annotations.NullMarked;
