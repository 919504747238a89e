/** An example of a directory. Start at {@link org.mailbay.example.file.directory.FileDirectory}. */
@NullMarked
package org.mailbay.example.file.directory;

import org.jspecify.annotations.NullMarked;
