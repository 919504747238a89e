/**
 * {@code /admin/v1}: {@link AdminServlet} finds the resource, {@link Administrators} says who may ask, {@link Bodies} reads and writes.
 */
@NullMarked
package org.mailbay.admin.rest;

import org.jspecify.annotations.NullMarked;
