/** TLS for connections that come in. Start at {@link ServerTls}. */
@NullMarked
package org.mailbay.net.crypto;

import org.jspecify.annotations.NullMarked;
