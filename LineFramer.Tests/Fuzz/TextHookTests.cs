using System.Globalization;
using System.Reflection;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Xunit;

namespace LineFraming.Tests;

/// <summary>Tests that hooks replace calls that compare, search, look up and parse text, and return the same results.</summary>
public sealed class TextHookTests
{
    private static readonly string[] Texts = ["", "a", "A", "ab", "aB", "xaby", "é", "É", "7", "-12", "0x1F", "1.5", "e\u0301", "ab\0"];

    public static TheoryData<string> Samples =>
    [
        .. typeof(TextSample)
            .GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly)
            .Select(method => method.Name),
    ];

    /// <summary>The instrumented sample returns the same answers and throws the same exceptions.</summary>
    [Theory]
    [MemberData(nameof(Samples))]
    public void Hooked_calls_answer_as_before(string name)
    {
        MethodInfo plain = typeof(TextSample).GetMethod(name)!;
        MethodInfo hooked = Instrumented.GetType(typeof(TextSample).FullName!, throwOnError: true)!.GetMethod(name)!;
        foreach (string left in Texts)
        {
            foreach (string? right in Texts.Append(null))
            {
                Assert.Equal(Answer(plain, left, right), Answer(hooked, left, right));
            }
        }
    }

    [Fact]
    public void Every_hook_replaces_a_call_in_the_sample()
    {
        using ModuleDefinition module = ModuleDefinition.ReadModule(new MemoryStream(Instrumenting.Assembly));
        HashSet<string> called =
        [
            .. from method in module.GetType(typeof(TextSample).FullName).Methods
               from instruction in method.Body.Instructions
               where instruction.OpCode.FlowControl == FlowControl.Call
               let target = ((MethodReference)instruction.Operand).GetElementMethod()
               where target.DeclaringType.FullName.EndsWith("Hooks", StringComparison.Ordinal)
               select Shape(target.DeclaringType.Name, target.Name, target.Parameters.Count),
        ];
        Type[] hooks =
        [
            typeof(StringHooks), typeof(StringSearchHooks), typeof(CharSpanHooks), typeof(LookUpHooks), typeof(NumberHooks),
            typeof(PatternHooks),
        ];
        Assert.Empty(
            from type in hooks
            from hook in type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly)
            let shape = Shape(type.Name, hook.Name, hook.GetParameters().Length)
            where !called.Contains(shape)
            select shape);

        static string Shape(string type, string name, int parameters) => $"{type}.{name} of {parameters}";
    }

    /// <summary>A hook for a method that does not exist would never be called.</summary>
    [Fact]
    public void Every_hook_names_an_existing_method()
    {
        foreach (MethodInfo hook in typeof(StringHooks).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public)))
        {
            foreach (InsteadOfAttribute of in hook.GetCustomAttributes<InsteadOfAttribute>())
            {
                int parameters = hook.GetParameters().Length - (of.OnInstance ? 1 : 0);
                BindingFlags where = BindingFlags.Public | (of.OnInstance ? BindingFlags.Instance : BindingFlags.Static);
                Type[] declaring = of.Type.IsInterface ? [of.Type, .. of.Type.GetInterfaces()] : [of.Type];
                Assert.Contains(
                    declaring.SelectMany(type => type.GetMethods(where)),
                    method => method.Name == of.Name && method.GetParameters().Length == parameters);
            }
        }
    }

    /// <summary>A call of a base class is not virtual; a hook would call the override again, without end.</summary>
    [Fact]
    public void Calls_of_a_base_class_are_not_replaced()
    {
        MethodInfo equals = Instrumented.GetType(typeof(TextSample.Derived).FullName!, throwOnError: true)!
            .GetMethod("Equals", [typeof(object)])!;
        object one = Activator.CreateInstance(equals.DeclaringType!)!;
        Assert.Equal(false, equals.Invoke(one, ["other"]));
        Assert.Equal(true, equals.Invoke(one, [one]));
    }

    private static InstrumentedAssembly Instrumenting { get; } = Instrumenter.Instrument(
        File.ReadAllBytes(typeof(TextSample).Assembly.Location), null, type => type.Name == nameof(TextSample));

    private static Assembly Instrumented { get; } = LoadedAssembly();

    private static Assembly LoadedAssembly()
    {
        System.Runtime.Loader.AssemblyLoadContext context = new("text hooks");
        return context.LoadFromStream(new MemoryStream(Instrumenting.Assembly));
    }

    private static string Answer(MethodInfo method, string left, string? right)
    {
        try
        {
            return Convert.ToString(method.Invoke(null, [left, right]), CultureInfo.InvariantCulture)!;
        }
        catch (TargetInvocationException thrown)
        {
            return $"{thrown.InnerException!.GetType()}: {thrown.InnerException.Message}";
        }
    }
}
