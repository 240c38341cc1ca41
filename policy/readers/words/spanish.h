// SPDX-License-Identifier: Apache-2.0
#ifndef PORTLAW_POLICY_READERS_WORDS_SPANISH_H_
#define PORTLAW_POLICY_READERS_WORDS_SPANISH_H_

#include "policy/readers/words/concepts.h"

namespace portlaw::readers::words {

inline constexpr WordList kSpanish[] = {
    {Concept::kPort, "puerto"},
    {Concept::kPorts, "puertos"},
    {Concept::kService,
     "servicio|aplicacion|aplicaciones|nombre|componente|componentes|herramienta|proceso|programa|modulo|"
     "usuario de"},
    {Concept::kServices, "servicios|proyectos|aplicaciones varias"},
    {Concept::kContainer, "contenedor|contenedores"},
    {Concept::kProject, "proyecto|equipo de trabajo"},
    {Concept::kPartOf, "parte de|pertenece a"},
    {Concept::kUsedBy, "usado por|responsable"},
    {Concept::kHost, "servidor|servidores|maquina|maquinas|equipo|equipos|anfitrion|nodo|nodos"},
    {Concept::kStage, "desarrollo|produccion|pruebas"},
    {Concept::kEnvironment, "entorno|entornos|variables de entorno"},
    {Concept::kInside, "interno|interna|internos|internas"},
    {Concept::kOutside,
     "externo|externa|externos|externas|publicado|publicada|publicados|publico|publica|expuesto|expuesta"},
    {Concept::kProtocol, "protocolo|protocolos"},
    {Concept::kPurpose,
     "proposito|descripcion|notas|nota|uso|usos|comentario|comentarios|detalle|detalles|funcion|"
     "observaciones|quien lo tiene"},
    {Concept::kStatus, "estado"},
    {Concept::kRange, "rango|rangos|bloque|bloques|intervalo"},
    {Concept::kOffset, "desplazamiento"},
    {Concept::kVariable, "variable host"},
    {Concept::kUrl, "direccion|direcciones|acceso|dominio|dominios|enlace|urls de acceso"},
    {Concept::kDatabase, "base de datos"},
    {Concept::kLayer, "capa|capas|categoria|categorias|grupo|grupos"},
    {Concept::kDefault, "predeterminado|por defecto"},
    {Concept::kNext, "siguiente|siguientes"},
    {Concept::kRelated, "depende|depende de|apunta|apuntando"},
    {Concept::kOther, "otros|otras|puertos adicionales"},
    {Concept::kCount, "cantidad|tamano|limite"},
    {Concept::kReserved, "reservado|reservada|reservados|reservadas|reserva|reservas"},
    {Concept::kReservation, "reservaciones|bloque reservado"},
    {Concept::kFree, "libre|libres|disponible|disponibles|sin usar|sin asignar"},
    {Concept::kNever,
     "evitar|evite|evita|prohibido|prohibidos|prohibida|no usar|no utilizar|no se pueden usar|"
     "no se puede usar|no se pueden utilizar|no asignar|no tocar"},
    {Concept::kFuture, "futuro|futuros|futura|futuras|para futuro|planificado"},
    {Concept::kGone,
     "retirado|retirada|retirados|eliminado|eliminada|eliminados|desactivad*|ya no se usa|"
     "ya no se utiliza|ya no se|ya no|dado de baja|apagado|en desuso"},
    {Concept::kDeprecated, "obsoletado|desaconsejado|heredado"},
    {Concept::kInUse,
     "en uso|existentes|existente|ocupado|ocupados|ocupada|activo|activa|asignado|asignados|usados|"
     "otro proyecto"},
    {Concept::kNothing, "ninguno|ninguna"},
    {Concept::kInternalOnly, "solo interno|sin publicar|no expuesto|no publicado|solo interna|no expuesta"},
    {Concept::kOld, "anterior|anteriores|antiguo|antigua|antiguos|viejo|vieja"},
    {Concept::kNew, "nuevo|nueva|nuevos|nuevas|despues|ahora"},
    {Concept::kMove, "migracion|migraciones|mover|mover a|migrar a|cambiar a"},
    {Concept::kPast, "antes|anteriormente|desde|era|en lugar de"},
    {Concept::kExample, "ejemplo|ejemplos|p ej|por ejemplo"},
    {Concept::kTemplate, "plantilla|plantillas"},
    {Concept::kConflict, "conflicto|conflictos|colision|colisiones"},
    {Concept::kNoConflict,
     "sin conflictos|evitar conflictos|prevenir conflictos|evita conflictos|no cambiar|no modificar"},
    {Concept::kHistory, "historial|cambios|cambio|fecha|resuelto|resueltos|archivos modificados"},
    {Concept::kChangelog, "historial de cambios"},
    {Concept::kEphemeral, "efimero|efimeros"},
    {Concept::kRedirect, "redirige"},
    {Concept::kSystem, "sistema|sistema operativo"},
    {Concept::kCommand, "comando|comandos|verificacion|verificar|verificar puertos|solucion de problemas|diagnostico"},
    {Concept::kHowTo, "anadir|agregar|como anadir|como agregar|nuevo servicio"},
    {Concept::kAdvice, "recomenda*|normas|reglas|cortafuegos|problemas conocidos|buenas practicas|orden de arranque"},
    {Concept::kSummary, "resumen rapido"},
    {Concept::kVerb, "usar|ejecutar|acceder|abrir|iniciar|probar|comprobar|revisar|reiniciar|matar|liberar"},
    {Concept::kListens, "corre|corriendo|escucha|escuchando|funcionando en|funcionando|utiliza|ocupa|esta en|corre en"},
    {Concept::kSentence, "esta|sao|debe|deben|puede|pueden|que"},
    {Concept::kSmall, "el|los|las|la|en|al|del|un|una"},
    {Concept::kTo, "hasta"},
    {Concept::kAnd, "y|o"},
    {Concept::kFor, "para|ocupado por"},
    {Concept::kAll, "todos|todas|todos los entornos"},
    {Concept::kElse, "alternativo|alternativos|alternativa"},
    {Concept::kRole, "consola|panel web"},
};

}  // namespace portlaw::readers::words

#endif  // PORTLAW_POLICY_READERS_WORDS_SPANISH_H_
