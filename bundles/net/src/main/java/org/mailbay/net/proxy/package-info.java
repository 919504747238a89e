/**
 * The PROXY protocol, versions 1 and 2: who the client behind a load balancer is. Start at {@link ProxyHeader}.
 *
 * <p>Only ever read from addresses that the operator has named ({@link AddressRange}).
 */
@NullMarked
package org.mailbay.net.proxy;

import org.jspecify.annotations.NullMarked;
