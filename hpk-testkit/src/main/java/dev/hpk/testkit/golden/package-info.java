/**
 * Golden folders: a folder is a case, its files are what goes in and what must come out. A new case
 * is a new folder and no Java. The entrance is {@link dev.hpk.testkit.golden.GoldenFolders}.
 */
@NullMarked
package dev.hpk.testkit.golden;

import org.jspecify.annotations.NullMarked;
