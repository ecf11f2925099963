using System.Text;

namespace LineFraming.Tests;

/// <summary>A new folder for one test, which is deleted in the end.</summary>
internal sealed class TestFolder : IDisposable
{
    // The address of a Unix socket has room for 108 bytes on Linux and 104 on macOS, and ends with a NUL.
    private const int MaxSocketPath = 103;
    private const string LongestName = "/socket-moved";
    private const string Prefix = "lineframer-";

    private readonly DirectoryInfo _folder;

    /// <summary>Makes it where the system has temporary files.</summary>
    public TestFolder()
        : this(Directory.CreateTempSubdirectory(Prefix))
    {
    }

    private TestFolder(DirectoryInfo folder) => _folder = folder;

    /// <summary>Its path.</summary>
    public string FullName => _folder.FullName;

    /// <summary>
    /// Makes one for Unix sockets: in <c>/tmp</c> if the path of the usual one does not fit into a socket's address.
    /// </summary>
    public static TestFolder ForSockets()
    {
        TestFolder folder = new();
        if (Encoding.UTF8.GetByteCount(folder.FullName + LongestName) <= MaxSocketPath || OperatingSystem.IsWindows())
        {
            return folder;
        }

        folder.Dispose();
        return new(
            Directory.CreateDirectory(
                $"/tmp/{Prefix}{Guid.NewGuid():n}", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(recursive: true);
}
