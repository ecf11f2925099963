using System.Reflection;
using System.Runtime.InteropServices;

namespace LineFraming.Fuzz;

/// <summary>
/// The map in which instrumented code counts before the driver provides one, while the target is loaded, and after the driver has
/// removed its map: threads of the target continue, and would otherwise end the process before the finding is reported.
/// </summary>
internal static unsafe class SpareMap
{
    private const int Size = 1 << 16;

    // Found by name: SharpFuzz assumes that an assembly with a reference to this type is already instrumented, and this program is
    // instrumented for its planted bugs.
    private static readonly FieldInfo Map = Type.GetType("SharpFuzz.Common.Trace, SharpFuzz.Common", throwOnError: true)!
        .GetField("SharedMem")!;

    private static readonly object Cells = Pointer.Box(NativeMemory.AllocZeroed(Size), typeof(byte*));

    /// <summary>Uses this map until a driver provides another one.</summary>
    public static void Use() => Map.SetValue(null, Cells);
}
