/**
 * Who there is: tenants, domains, principals and their credentials. Start at {@link Directory}.
 *
 * <p>Faces ask it who logs in; {@code smtp} asks it whose an address is. An LDAP or OIDC directory implements the same service.
 */
@Export
@Version("1.3.0")
@NullMarked
package org.mailbay.directory;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
