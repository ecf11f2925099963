using System.Reflection;
using System.Runtime.CompilerServices;

namespace LineFraming.Tests;

/// <summary>
/// What an object keeps alive, counted field by field: unlike the size of the heap it does not depend on what else runs.
/// </summary>
internal static class ObjectSize
{
    private const int Header = 16;

    /// <summary>The bytes of an object and of all that can be reached from it.</summary>
    public static long Of(object root)
    {
        HashSet<object> seen = new(ReferenceEqualityComparer.Instance);
        Stack<object> open = new([root]);
        long bytes = 0;
        while (open.TryPop(out object? each))
        {
            // A type is the runtime's.
            if (each is Type || !seen.Add(each))
            {
                continue;
            }

            bytes += Header;
            if (each is Array array)
            {
                bytes += sizeof(long) + ((long)array.Length * SizeOf(each.GetType().GetElementType()!));
                OpenElements(array, open);
            }
            else
            {
                bytes += FieldsOf(each.GetType()).Sum(field => SizeOf(field.FieldType));
                OpenFields(each, each.GetType(), open);
            }
        }

        return bytes;
    }

    private static void OpenElements(Array array, Stack<object> open)
    {
        Type type = array.GetType().GetElementType()!;
        if (!type.IsValueType || HasReferences(type))
        {
            foreach (object? element in array)
            {
                Open(element, type, open);
            }
        }
    }

    private static void OpenFields(object owner, Type type, Stack<object> open)
    {
        foreach (FieldInfo field in FieldsOf(type).Where(field => !field.FieldType.IsPointer))
        {
            Open(field.GetValue(owner), field.FieldType, open);
        }
    }

    // A struct is counted with its owner; what it refers to is not.
    private static void Open(object? value, Type declared, Stack<object> open)
    {
        if (value is null || declared.IsPrimitive || declared.IsEnum)
        {
            return;
        }

        if (declared.IsValueType)
        {
            OpenFields(value, declared, open);
        }
        else
        {
            open.Push(value);
        }
    }

    private static bool HasReferences(Type type) => !type.IsPrimitive && !type.IsEnum
        && FieldsOf(type).Any(field => !field.FieldType.IsValueType || HasReferences(field.FieldType));

    private static int SizeOf(Type type) => type.IsValueType ? RuntimeHelpers.SizeOf(type.TypeHandle) : IntPtr.Size;

    private static IEnumerable<FieldInfo> FieldsOf(Type? type)
    {
        for (; type is not null; type = type.BaseType)
        {
            foreach (FieldInfo field in type.GetFields(
                BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                yield return field;
            }
        }
    }
}
