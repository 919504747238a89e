/**
 * Tenant {@code demo} with {@code alice@example.test} and {@code bob@example.test}: {@link Demo}.
 */
@NullMarked
package org.mailbay.demo;

import org.jspecify.annotations.NullMarked;
