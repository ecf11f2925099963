using System.Reflection;
using System.Runtime.InteropServices;

namespace LineFraming.Fuzz;

/// <summary>
/// Where instrumented code counts before the driver has given it a map, as it does while the target is loaded, and after it has
/// taken the map away: threads that the target left go on, and would end the process before the finding is reported.
/// </summary>
internal static unsafe class SpareMap
{
    private const int Size = 1 << 16;

    // By name: SharpFuzz takes an assembly that refers to this one for instrumented, and this program is instrumented too, for the
    // bugs that are planted in it.
    private static readonly FieldInfo Map = Type.GetType("SharpFuzz.Common.Trace, SharpFuzz.Common", throwOnError: true)!.GetField("SharedMem")!;

    private static readonly object Cells = Pointer.Box(NativeMemory.AllocZeroed(Size), typeof(byte*));

    /// <summary>From now on, until a driver gives another one.</summary>
    public static void Use() => Map.SetValue(null, Cells);
}
