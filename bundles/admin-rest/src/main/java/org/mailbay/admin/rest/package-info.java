/**
 * {@code /admin/v1}: {@link AdminServlet} hands each request to the {@link Desk}; {@link Routes} finds the resource, {@link Callers}
 * says who asks, {@link Changes} has changes made and taken down, {@link OpenApi} describes everything.
 */
@NullMarked
package org.mailbay.admin.rest;

import org.jspecify.annotations.NullMarked;
