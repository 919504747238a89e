/**
 * Health checks and readiness. Start at {@link Readiness}, which asks {@link Checks} and {@link Components} again and again.
 *
 * <p>A feature joins by registering an {@code org.apache.felix.hc.api.HealthCheck} with the property {@code hc.name}. Checks run on
 * virtual threads, one run of a check at a time, within a bound.
 */
@NullMarked
package org.mailbay.health;

import org.jspecify.annotations.NullMarked;
