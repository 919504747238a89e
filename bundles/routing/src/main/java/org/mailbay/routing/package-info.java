/**
 * Where mail goes. Start at {@link AddressRouter}, then {@link Expansion}, which follows one address to its end.
 *
 * <p>What an administrator says is a {@link Rule}; {@link StoredRules} keeps them in the server's own account and in one immutable {@link Book} in
 * memory, {@link Checks} refuses what cannot be. {@link Srs} rewrites senders. {@link RoutingResource} and {@link WhatIf} are for people.
 */
@NullMarked
package org.mailbay.routing;

import org.jspecify.annotations.NullMarked;
