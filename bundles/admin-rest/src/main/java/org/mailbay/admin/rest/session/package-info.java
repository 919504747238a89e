/**
 * Log-ins of browsers: {@link Sessions} keeps them, {@link Cookies} names and reads what the browser holds of one.
 */
@NullMarked
package org.mailbay.admin.rest.session;

import org.jspecify.annotations.NullMarked;
