/**
 * Who changed what from what to what: {@link Audit} answers and takes down, {@link Trail} keeps lines of JSON in files.
 */
@NullMarked
package org.mailbay.admin.rest.audit;

import org.jspecify.annotations.NullMarked;
