/** An example of who is told of mail that arrives. Start at {@link org.mailbay.example.delivery.listener.Journal}. */
@NullMarked
package org.mailbay.example.delivery.listener;

import org.jspecify.annotations.NullMarked;
