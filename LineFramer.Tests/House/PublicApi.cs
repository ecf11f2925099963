using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace LineFraming.Tests;

/// <summary>
/// Writes what an assembly offers its users, a member a line, in the words of C#. It knows the parts of the language
/// that the library's surface uses; a kind of member that it does not know it refuses rather than leave out.
/// </summary>
internal static class PublicApi
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly NullabilityInfoContext Nullability = new();

    public static IEnumerable<string> Describe(IEnumerable<Type> types) => types
        .Where(type => type.IsVisible)
        .OrderBy(type => type.FullName, StringComparer.Ordinal)
        .SelectMany(type => (string[])[Header(type), .. Members(type).Select(member => $"    {member}"), ""]);

    private static string Header(Type type)
    {
        IEnumerable<string> bases = Bases(type).Select(parent => TypeNames.Of(parent)).Order(StringComparer.Ordinal);
        string list = string.Join(", ", bases);
        return $"public {Kind(type)} {type.Namespace}.{TypeNames.Of(type)}{(list.Length == 0 ? "" : $" : {list}")}";
    }

    private static string Kind(Type type)
    {
        if (type.IsEnum)
        {
            return "enum";
        }

        if (type.IsValueType)
        {
            return $"{(Has<IsReadOnlyAttribute>(type) ? "readonly " : "")}{(type.IsByRefLike ? "ref " : "")}struct";
        }

        return type switch
        {
            { IsInterface: true } => "interface",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };
    }

    private static IEnumerable<Type> Bases(Type type)
    {
        if (type.IsEnum)
        {
            return [Enum.GetUnderlyingType(type)];
        }

        Type[] inherited = type.BaseType?.GetInterfaces() ?? [];
        IEnumerable<Type> interfaces = type.GetInterfaces().Except(inherited);
        return type.IsValueType || type.BaseType is null || type.BaseType == typeof(object) ? interfaces : interfaces.Prepend(type.BaseType);
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
        {
            return Enum.GetNames(type).Select(name => $"{name} = {Enum.Format(type, Enum.Parse(type, name), "d")}");
        }

        return type.GetMembers(Declared)
            .Where(member => member is not (Type or MethodInfo { IsSpecialName: true }) && IsVisible(member))
            .OrderBy(Rank)
            .ThenBy(member => member.Name, StringComparer.Ordinal)
            .ThenBy(Describe, StringComparer.Ordinal)
            .Select(Describe);
    }

    private static int Rank(MemberInfo member) => Array.IndexOf(
        [MemberTypes.Field, MemberTypes.Constructor, MemberTypes.Property, MemberTypes.Method], member.MemberType);

    private static string Describe(MemberInfo member) => member switch
    {
        FieldInfo field => Describe(field),
        ConstructorInfo constructor => $"{Access(constructor)}{member.DeclaringType!.Name}({Parameters(constructor)})",
        PropertyInfo property => Describe(property),
        MethodInfo method => Describe(method),
        _ => throw new NotSupportedException($"Teach {nameof(PublicApi)} to write {member.MemberType} {member}."),
    };

    private static string Describe(FieldInfo field) =>
        $"public {(field.IsLiteral ? "const " : field.IsStatic ? "static " : "")}{(field.IsInitOnly ? "readonly " : "")}"
        + $"{TypeNames.Of(field.FieldType, Nullability.Create(field))} {field.Name}"
        + (field.IsLiteral ? $" = {Literal(field.GetRawConstantValue())}" : "");

    private static string Describe(PropertyInfo property)
    {
        MethodInfo[] accessors = [.. property.GetAccessors(nonPublic: true).Where(IsVisible)];
        string index = string.Join(", ", property.GetIndexParameters().Select(Describe));
        return $"{Access(accessors[0])}{TypeNames.Of(property.PropertyType, Nullability.Create(property))} "
            + $"{(index.Length == 0 ? property.Name : $"this[{index}]")} {{ {string.Concat(accessors.Select(Accessor))}}}";
    }

    private static string Accessor(MethodInfo accessor)
    {
        bool isInit = accessor.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));
        return accessor.ReturnType != typeof(void) ? "get; " : isInit ? "init; " : "set; ";
    }

    private static string Describe(MethodInfo method)
    {
        ParameterInfo returned = method.ReturnParameter;
        string arguments = method.IsGenericMethod
            ? $"<{string.Join(", ", method.GetGenericArguments().Select(argument => argument.Name))}>"
            : "";
        string receiver = Has<ExtensionAttribute>(method) ? "this " : "";
        return $"{Access(method)}{ByReference(returned)}{Referenced(returned)} {method.Name}{arguments}({receiver}{Parameters(method)})";
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Describe));

    private static string Describe(ParameterInfo parameter)
    {
        string prefix = (parameter.IsDefined(typeof(ParamArrayAttribute)) || parameter.IsDefined(typeof(ParamCollectionAttribute)) ? "params " : "")
            + (parameter.IsDefined(typeof(ScopedRefAttribute)) ? "scoped " : "");
        return $"{prefix}{ByReference(parameter)}{Referenced(parameter)} {parameter.Name}"
            + (parameter.HasDefaultValue ? $" = {Default(parameter)}" : "");
    }

    private static string ByReference(ParameterInfo parameter) => parameter switch
    {
        { ParameterType.IsByRef: false } => "",
        { IsOut: true } => "out ",
        _ when parameter.Position < 0 && parameter.IsDefined(typeof(IsReadOnlyAttribute)) => "ref readonly ",
        _ when parameter.IsDefined(typeof(RequiresLocationAttribute)) => "ref readonly ",
        { IsIn: true } => "in ",
        _ => "ref ",
    };

    private static string Referenced(ParameterInfo parameter)
    {
        Type type = parameter.ParameterType;
        return TypeNames.Of(type.IsByRef ? type.GetElementType()! : type, Nullability.Create(parameter));
    }

    private static string Default(ParameterInfo parameter) => parameter switch
    {
        { ParameterType.IsEnum: true } => $"{TypeNames.Of(parameter.ParameterType)}.{Enum.ToObject(parameter.ParameterType, parameter.DefaultValue!)}",
        { ParameterType.IsValueType: true, DefaultValue: null } => "default",
        _ => Literal(parameter.DefaultValue),
    };

    private static string Literal(object? value) => value switch
    {
        null => "null",
        bool truth => truth ? "true" : "false",
        string text => $"\"{text}\"",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Access(MethodBase method)
    {
        bool overrides = method is MethodInfo info && info.GetBaseDefinition() != info;
        string kind = method switch
        {
            { IsStatic: true } => "static ",
            _ when overrides => "override ",
            { IsAbstract: true } => "abstract ",
            { IsVirtual: true, IsFinal: false } => "virtual ",
            _ => "",
        };
        bool isReadOnly = method is MethodInfo { DeclaringType.IsValueType: true } && Has<IsReadOnlyAttribute>(method);
        return $"{(method.IsPublic ? "public" : "protected")} {kind}{(isReadOnly ? "readonly " : "")}";
    }

    private static bool IsVisible(MemberInfo member) => member switch
    {
        MethodBase method => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly,
        FieldInfo field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly,
        PropertyInfo property => property.GetAccessors(nonPublic: true).Any(IsVisible),
        _ => true,
    };

    private static bool Has<T>(MemberInfo member)
        where T : Attribute => member.IsDefined(typeof(T));
}
