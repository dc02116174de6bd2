// Repeats the failed tests of all modules as the last lines of the build, with the commands that run them again.
// The test JVMs write them to target/failed-tests (io.redoubt.tck.report.FailedTestsListener).
import groovy.transform.CompileStatic
import java.nio.file.Files

// Compiled statically to calls of the JDK alone: Maven has closed Groovy's class loader, and System.out, when this runs.
@CompileStatic
class FailedTests extends Thread {
    private final File root
    private final long began = System.currentTimeMillis()
    private final PrintStream console = new PrintStream(new FileOutputStream(FileDescriptor.out), true)

    FailedTests(File root) {
        super('failed-tests')
        this.root = root
    }

    @Override
    void run() {
        boolean first = true
        for (File module : root.listFiles()) {
            File[] reports = new File(module, 'target/failed-tests').listFiles()
            if (reports != null) {
                for (File report : reports) {
                    if (report.lastModified() >= began) {
                        if (first) {
                            console.println('\nFailed tests')
                            first = false
                        }
                        console.write(Files.readAllBytes(report.toPath()))
                    }
                }
            }
        }
    }
}

Runtime.getRuntime().addShutdownHook(new FailedTests((File) project.basedir))
