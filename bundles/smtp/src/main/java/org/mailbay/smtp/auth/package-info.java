/**
 * How clients prove who they are: AUTH (RFC 4954). Start at {@link org.mailbay.smtp.auth.Mechanisms}; an {@link
 * org.mailbay.smtp.auth.Exchange} is one client's.
 */
@NullMarked
package org.mailbay.smtp.auth;

import org.jspecify.annotations.NullMarked;
