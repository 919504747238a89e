/**
 * JMX: {@link org.mailbay.jmx.JmxBeans} registers a bean for the figures of each bundle and for each health check, as services that Aries'
 * whiteboard puts into the platform's MBean server.
 *
 * <p>Any thread may read beans; each waits a bounded time for what it shows.
 */
@NullMarked
package org.mailbay.jmx;

import org.jspecify.annotations.NullMarked;
