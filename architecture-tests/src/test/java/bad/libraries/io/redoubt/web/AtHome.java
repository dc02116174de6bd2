package bad.libraries.io.redoubt.web;

import bad.libraries.jakarta.servlet.Filter;

/** The library is at home here. */
interface AtHome {
    Filter fine();
}
