/** Clients small enough to be trusted: they retry nothing, and a connection that breaks is an exception. No code of the server is used. */
@NullMarked
package org.mailbay.itests.client;

import org.jspecify.annotations.NullMarked;
