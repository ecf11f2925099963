using System.Reflection;

namespace LineFraming.Tests;

/// <summary>
/// Every type that a compiled type names: in its base, its members' signatures, its attributes, and in what its methods
/// do. What the source does not name counts too, such as <c>Monitor</c>, which the compiler makes of <c>lock</c>.
/// </summary>
internal static class NamedTypes
{
    private const BindingFlags AllDeclared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    public static IEnumerable<(string Where, Type Named)> Of(Type type)
    {
        foreach (Type part in InHeader(type).SelectMany(Parts))
        {
            yield return (type.ToString(), part);
        }

        foreach (MemberInfo member in type.GetMembers(AllDeclared))
        {
            foreach (Type part in InMember(member).SelectMany(Parts))
            {
                yield return ($"{type}.{member.Name}", part);
            }
        }
    }

    private static IEnumerable<Type> InHeader(Type type) =>
        [.. Bases(type), .. type.GetInterfaces(), .. type.GetGenericArguments().SelectMany(Constraints), .. Attributes(type)];

    private static IEnumerable<Type> InMember(MemberInfo member) =>
        Signature(member).Concat(Attributes(member)).Concat(member is MethodBase method ? InMethod(method) : []);

    private static IEnumerable<Type> InMethod(MethodBase method) =>
        method.GetParameters().SelectMany(parameter => Attributes(parameter.GetCustomAttributesData())).Concat(InBody(method));

    private static IEnumerable<Type> Signature(MemberInfo member) => member switch
    {
        Type type => [type],
        FieldInfo field => [field.FieldType, .. field.GetRequiredCustomModifiers()],
        PropertyInfo property => [property.PropertyType],
        EventInfo handled => [handled.EventHandlerType!],
        MethodInfo method => [method.ReturnType, .. Parameters(method), .. method.GetGenericArguments().SelectMany(Constraints)],
        ConstructorInfo constructor => Parameters(constructor),
        _ => [],
    };

    private static IEnumerable<Type> Parameters(MethodBase method) =>
        method.GetParameters().Select(parameter => parameter.ParameterType);

    private static IEnumerable<Type> Constraints(Type argument) =>
        argument.IsGenericParameter ? argument.GetGenericParameterConstraints() : [argument];

    private static IEnumerable<Type> Bases(Type type) => type.BaseType is null ? [] : [type.BaseType];

    private static IEnumerable<Type> InBody(MethodBase method)
    {
        MethodBody? body = method.GetMethodBody();
        if (body is null)
        {
            return [];
        }

        Type[] typeArguments = method.DeclaringType!.GetGenericArguments();
        Type[] methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : [];
        return InstructionTokens.Of(body.GetILAsByteArray()!)
            .Select(token => method.Module.ResolveMember(token, typeArguments, methodArguments)!)
            .SelectMany(member => member.DeclaringType is null ? Signature(member) : Signature(member).Append(member.DeclaringType))
            .Concat(body.LocalVariables.Select(local => local.LocalType))
            .Concat(body.ExceptionHandlingClauses
                .Where(clause => clause.Flags == ExceptionHandlingClauseOptions.Clause)
                .Select(clause => clause.CatchType!));
    }

    private static IEnumerable<Type> Attributes(MemberInfo member) => Attributes(member.GetCustomAttributesData());

    // The compiler tells debuggers about its own members in attributes that nobody wrote.
    private static IEnumerable<Type> Attributes(IEnumerable<CustomAttributeData> attributes) => attributes
        .Select(attribute => attribute.AttributeType)
        .Where(type => !type.FullName!.StartsWith("System.Diagnostics.Debugger", StringComparison.Ordinal));

    // Task<byte[]> names Task and byte[], and that one byte.
    private static IEnumerable<Type> Parts(Type type)
    {
        if (type.HasElementType)
        {
            return Parts(type.GetElementType()!);
        }

        return type.IsConstructedGenericType
            ? type.GetGenericArguments().SelectMany(Parts).Append(type.GetGenericTypeDefinition())
            : [type];
    }
}
