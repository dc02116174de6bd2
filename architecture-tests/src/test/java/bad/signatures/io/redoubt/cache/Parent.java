package bad.signatures.io.redoubt.cache;

import java.util.Comparator;
import org.slf4j.Logger;

/** Shows a library by what it extends. */
public abstract class Parent implements Comparator<Logger> {}
